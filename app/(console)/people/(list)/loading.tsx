import { peopleColumns } from '../../../../components/features/people/people-columns.tsx'
import { peopleCopy } from '../../../../components/features/people/people-copy.ts'
import { TableSkeleton } from '../../../../components/patterns/table-skeleton.tsx'

export default function Loading() {
  return <TableSkeleton title={peopleCopy.title} columns={peopleColumns} />
}
