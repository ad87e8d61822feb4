import { cx } from '../../lib/console/cx.ts'

/** A quiet placeholder in the size of what comes; it shows after 150 ms only, so quick answers do not flicker. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx('skeleton block rounded-sm bg-muted', className)} />
}
