import type { ComponentProps } from 'react'
import { cx } from '../../lib/console/cx.ts'

/*
 * In less room than 48 rem rows stack: each cell becomes a line with its column's name in front (`data-label`). CSS that changes
 * `display` takes a table's meaning away from screen readers, so the roles are written out.
 */
export function Table({ className, ...props }: ComponentProps<'table'>) {
  return (
    <div className="@container">
      <table role="table" className={cx('block w-full border-collapse text-left @3xl:table', className)} {...props} />
    </div>
  )
}
export function TableHead(props: ComponentProps<'thead'>) {
  return <thead role="rowgroup" className="sr-only @3xl:not-sr-only @3xl:table-header-group" {...props} />
}
export function TableBody(props: ComponentProps<'tbody'>) {
  return <tbody role="rowgroup" className="block @3xl:table-row-group" {...props} />
}
export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr
      role="row"
      className={cx('block border-t border-border px-4 py-3 first:border-t-0 @3xl:table-row @3xl:p-0', className)}
      {...props}
    />
  )
}
export function TableHeader({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      role="columnheader"
      scope="col"
      className={cx(
        'border-b border-border px-3 py-2 text-xs font-medium whitespace-nowrap text-muted-foreground first:pl-5 last:pr-5',
        className,
      )}
      {...props}
    />
  )
}
export function TableCell({ className, ...props }: ComponentProps<'td'>) {
  return (
    <td
      role="cell"
      className={cx(
        'flex min-w-0 items-start justify-between gap-4 py-1 data-label:before:shrink-0',
        '@max-3xl:data-label:text-right @max-3xl:data-label:before:text-left data-label:before:text-muted-foreground data-label:before:content-[attr(data-label)]',
        '@3xl:table-cell @3xl:px-3 @3xl:py-2.5 @3xl:align-middle @3xl:first:pl-5 @3xl:last:pr-5 @3xl:data-label:before:content-none',
        className,
      )}
      {...props}
    />
  )
}
