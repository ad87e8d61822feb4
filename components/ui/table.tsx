import type { ComponentProps } from 'react'
import { cx } from '../../lib/console/cx.ts'

/*
 * Below `md` rows stack: each cell becomes a line with its column's name in front (`data-label`). CSS that changes
 * `display` takes a table's meaning away from screen readers, so the roles are written out.
 */
export function Table({ className, ...props }: ComponentProps<'table'>) {
  return <table role="table" className={cx('block w-full border-collapse text-left md:table', className)} {...props} />
}
export function TableHead(props: ComponentProps<'thead'>) {
  return <thead role="rowgroup" className="sr-only md:not-sr-only md:table-header-group" {...props} />
}
export function TableBody(props: ComponentProps<'tbody'>) {
  return <tbody role="rowgroup" className="block md:table-row-group" {...props} />
}
export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr
      role="row"
      className={cx('block border-t border-border px-4 py-3 first:border-t-0 md:table-row md:p-0', className)}
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
        'max-md:data-label:text-right max-md:data-label:before:text-left data-label:before:text-muted-foreground data-label:before:content-[attr(data-label)]',
        'md:table-cell md:px-3 md:py-2.5 md:align-middle md:first:pl-5 md:last:pr-5 md:data-label:before:content-none',
        className,
      )}
      {...props}
    />
  )
}
