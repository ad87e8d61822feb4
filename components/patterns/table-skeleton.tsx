import { Card } from '../ui/card.tsx'
import { Table, TableBody } from '../ui/table.tsx'
import { PageHeader } from './page-header.tsx'
import { type Column, SkeletonRows } from './resource-table.tsx'

/** A list page before its data: the header that it will have, and the table in grey. */
export function TableSkeleton({ title, columns }: { title: string; columns: readonly Pick<Column<never>, 'id'>[] }) {
  return (
    <>
      <PageHeader title={title} />
      <Card aria-busy>
        <Table aria-hidden>
          <TableBody>
            {/* Ids alone: the cells' functions cannot cross to the browser. */}
            <SkeletonRows columns={columns.map(({ id }) => ({ id }))} />
          </TableBody>
        </Table>
      </Card>
    </>
  )
}
