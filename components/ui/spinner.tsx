import { LoaderCircle } from 'lucide-react'
import { cx } from '../../lib/console/cx.ts'

/** Decoration only: the words beside it say what is going on. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={cx('size-4 animate-spin', className)} />
}
