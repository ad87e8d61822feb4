'use client'

import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '../ui/table.tsx'
import { cx } from '../../lib/console/cx.ts'
import { ErrorNotice } from './error-notice.tsx'
import { patternsCopy as copy } from './patterns-copy.ts'

export interface Column<Row> {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** The row's own name: first, bold, and without a caption when rows are stacked. */
  isName?: boolean
  /** A menu or button: its header is for screen readers only. */
  isAction?: boolean
  isNumber?: boolean
}

export interface ResourceTableProps<Row> {
  columns: readonly Column<Row>[]
  rows: readonly Row[] | undefined
  getRowId: (row: Row) => string
  isPending: boolean
  /** Falsy when the last request went well. With rows at hand the table stays and the error stands above it. */
  error: unknown
  onRetry: () => void
  empty: ReactNode
  caption: string
  /** Cursor pages: undefined when the list is not paged. */
  pagination?: { hasMore: boolean; isLoadingMore: boolean; onMore: () => void }
}

/** A list with all of its states; every one is required, so that none can be forgotten. */
export function ResourceTable<Row>(props: ResourceTableProps<Row>) {
  const { columns, rows, isPending, error, onRetry, empty, caption, pagination } = props
  if (error && !rows?.length) {
    return (
      <div className="p-4 sm:p-5">
        <ErrorNotice error={error} title={copy.loadErrorTitle} onRetry={onRetry} />
      </div>
    )
  }
  if (!isPending && rows?.length === 0) return empty
  return (
    <div aria-busy={isPending || undefined}>
      {Boolean(error) && (
        <div className="p-4 sm:p-5">
          <ErrorNotice error={error} title={copy.loadErrorTitle} onRetry={onRetry} />
        </div>
      )}
      <Table>
        <caption className="sr-only">{isPending ? `${caption}: ${copy.loading}` : caption}</caption>
        <TableHead>
          <tr role="row">
            {columns.map((column) => (
              <TableHeader key={column.id} className={column.isNumber ? '@3xl:text-right' : undefined}>
                <span className={column.isAction ? 'sr-only' : undefined}>{column.header}</span>
              </TableHeader>
            ))}
          </tr>
        </TableHead>
        <TableBody>{rows ? <Rows {...props} rows={rows} /> : <SkeletonRows columns={columns} />}</TableBody>
      </Table>
      {pagination?.hasMore && (
        <div className="border-t border-border p-3 text-center">
          <Button size="sm" variant="ghost" busy={pagination.isLoadingMore} onClick={pagination.onMore}>
            {copy.loadMore}
          </Button>
        </div>
      )}
    </div>
  )
}

function Rows<Row>({
  columns,
  rows,
  getRowId,
}: Pick<ResourceTableProps<Row>, 'columns' | 'getRowId'> & { rows: readonly Row[] }) {
  return rows.map((row) => (
    <TableRow key={getRowId(row)} className="transition-colors hover:bg-muted/60">
      {columns.map((column) => (
        <TableCell
          key={column.id}
          data-label={column.isName || column.isAction ? undefined : column.header}
          className={cx(
            // Only a name may break within a word; it also takes the room that the others leave.
            column.isName ? 'text-sm font-semibold' : '@3xl:wrap-normal',
            column.isAction && '@3xl:w-px @3xl:text-right',
            column.isNumber && 'tabular-nums @3xl:text-right',
          )}
        >
          {column.cell(row)}
        </TableCell>
      ))}
    </TableRow>
  ))
}

/** The real layout in grey: built from the same columns, also by `loading.tsx`. */
export function SkeletonRows({ columns }: { columns: readonly Pick<Column<never>, 'id'>[] }) {
  return Array.from({ length: 4 }, (_, index) => (
    <TableRow key={index}>
      {columns.map((column, position) => (
        <TableCell key={column.id}>
          <Skeleton className={cx('h-4', position === 0 ? 'w-40' : 'w-24')} />
        </TableCell>
      ))}
    </TableRow>
  ))
}
