import type { Metadata } from 'next'
import { everyonesCopy } from '../../../../components/features/connections/connection-copy.ts'
import { ConnectionTabs } from '../../../../components/features/connections/connection-tabs.tsx'
import { EveryonesConnections } from '../../../../components/features/connections/everyones-connections.tsx'
import { PageHeader } from '../../../../components/patterns/page-header.tsx'
import { Prefetched } from '../../../../components/patterns/prefetched.tsx'
import type { SearchPageProps } from '../../../../lib/console/page-props.ts'
import { type ConnectionFilter, connectionsQuery } from '../../../../lib/console/queries/connection-queries.ts'
import { gatewayListQuery } from '../../../../lib/console/queries/gateway-queries.ts'
import { oauthClientListQuery } from '../../../../lib/console/queries/oauth-client-queries.ts'
import { serverCall } from '../../../../lib/console/server-api.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'
import { listConnections } from '../../../../lib/contracts/operations/connections.ts'

export const metadata: Metadata = { title: everyonesCopy.title }

/** A member that does not fit is left out, and one that is given twice counts once. */
function filterOf(search: Awaited<SearchPageProps['searchParams']>): ConnectionFilter {
  const { person, providerName, gatewayId, status } = listConnections.input.shape
  const one = <T,>(schema: { safeParse(value: unknown): { data?: T } }, name: string) => {
    const given = search[name]
    return schema.safeParse(Array.isArray(given) ? given[0] : given).data
  }
  return {
    person: one(person, 'person'),
    providerName: one(providerName, 'providerName'),
    gatewayId: one(gatewayId, 'gatewayId'),
    status: one(status, 'status'),
  }
}

export default async function EveryonesConnectionsPage({ searchParams }: SearchPageProps) {
  await requirePerson('connections.read')
  const filter = filterOf(await searchParams)
  return (
    <Prefetched
      queries={[connectionsQuery(filter, serverCall), gatewayListQuery(serverCall), oauthClientListQuery(serverCall)]}
    >
      <PageHeader title={everyonesCopy.title} description={everyonesCopy.description} />
      <ConnectionTabs />
      <EveryonesConnections filter={filter} />
    </Prefetched>
  )
}
