import { CircleAlert, CircleCheck, Info, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../../lib/console/cx.ts'

const looks = {
  info: { icon: Info, className: 'bg-info text-info-foreground' },
  warning: { icon: TriangleAlert, className: 'bg-warning text-warning-foreground' },
  danger: { icon: CircleAlert, className: 'bg-danger text-danger-foreground' },
  success: { icon: CircleCheck, className: 'bg-success text-success-foreground' },
} as const satisfies Record<string, { icon: LucideIcon; className: string }>

/** A quiet banner inside a page: a partial list, a condition, a consequence. */
export function Notice({
  tone = 'info',
  title,
  children,
}: {
  tone?: keyof typeof looks
  title?: string
  children?: ReactNode
}) {
  const { icon: Icon, className } = looks[tone]
  return (
    <div className={cx('flex gap-3 rounded-md p-3.5', className)}>
      <Icon aria-hidden className="mt-0.5 size-4.5 shrink-0" />
      <div className="grid min-w-0 grid-cols-1 gap-1">
        {title && <p className="font-semibold">{title}</p>}
        {children}
      </div>
    </div>
  )
}
