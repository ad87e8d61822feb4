import type { ReactNode } from 'react'
import { FocusFrame } from '../../components/features/shell/focus-frame.tsx'

export default function FocusLayout({ children }: { children: ReactNode }) {
  return <FocusFrame>{children}</FocusFrame>
}
