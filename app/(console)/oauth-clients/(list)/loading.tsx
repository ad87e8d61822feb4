import { oauthClientColumns } from '../../../../components/features/oauth-clients/oauth-client-columns.tsx'
import { oauthClientCopy } from '../../../../components/features/oauth-clients/oauth-client-copy.ts'
import { TableSkeleton } from '../../../../components/patterns/table-skeleton.tsx'

export default function Loading() {
  return <TableSkeleton title={oauthClientCopy.list.title} columns={oauthClientColumns} />
}
