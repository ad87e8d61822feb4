import type { ComponentProps, ReactNode } from 'react'
import { cx } from '../../lib/console/cx.ts'

export function Card({ className, ...props }: ComponentProps<'section'>) {
  return (
    <section className={cx('rounded-lg border border-border bg-card text-card-foreground', className)} {...props} />
  )
}

/** A titled region of a page. `flush` lets a table or list reach the card's edges. */
export function Section({
  title,
  description,
  action,
  flush,
  className,
  children,
}: {
  title: string
  description?: ReactNode
  action?: ReactNode
  flush?: boolean
  className?: string
  children: ReactNode
}) {
  return (
    <Card className={className}>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-4 sm:px-5">
        <div className="min-w-0">
          <h2 className="text-base font-semibold">{title}</h2>
          {description && <p className="text-muted-foreground">{description}</p>}
        </div>
        {action}
      </div>
      <div className={flush ? 'mt-3' : 'px-4 pt-4 pb-5 sm:px-5'}>{children}</div>
    </Card>
  )
}
