import type { ComponentProps } from 'react'
import { cx } from '../../lib/console/cx.ts'
import { controlClass } from './control-class.ts'

export function Input({ className, mono, ...props }: ComponentProps<'input'> & { mono?: boolean }) {
  return <input className={cx(controlClass, 'h-9 read-only:bg-muted', mono && 'font-mono', className)} {...props} />
}
