import type { Metadata } from 'next'
import { connectionCopy } from '../../../components/features/connections/connection-copy.ts'
import { MyConnections } from '../../../components/features/connections/my-connections.tsx'
import { ClientAccess } from '../../../components/features/mcp-clients/client-access.tsx'
import { Prefetched } from '../../../components/patterns/prefetched.tsx'
import { myConnectionsQuery } from '../../../lib/console/queries/connection-queries.ts'
import { clientGrantListQuery } from '../../../lib/console/queries/mcp-client-queries.ts'
import { serverCall } from '../../../lib/console/server-api.ts'
import { requirePerson } from '../../../lib/console/server-session.ts'

export const metadata: Metadata = { title: connectionCopy.title }

export default async function ConnectionsPage() {
  await requirePerson('connections.own')
  return (
    <Prefetched queries={[myConnectionsQuery(serverCall), clientGrantListQuery(serverCall)]}>
      <MyConnections />
      <ClientAccess />
    </Prefetched>
  )
}
