import { connectionCopy } from '../../../components/features/connections/connection-copy.ts'
import { ConnectionSkeleton } from '../../../components/features/connections/connection-skeleton.tsx'
import { PageHeader } from '../../../components/patterns/page-header.tsx'

export default function Loading() {
  return (
    <>
      <PageHeader title={connectionCopy.title} />
      <ConnectionSkeleton />
    </>
  )
}
