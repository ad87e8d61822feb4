import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { gatewayCopy } from '../../../../components/features/gateways/gateway-copy.ts'
import { GatewayList } from '../../../../components/features/gateways/gateway-list.tsx'
import { PageHeader } from '../../../../components/patterns/page-header.tsx'
import { Can } from '../../../../components/patterns/person-context.tsx'
import { Prefetched } from '../../../../components/patterns/prefetched.tsx'
import { GoButton } from '../../../../components/ui/go-button.tsx'
import { gatewayListQuery } from '../../../../lib/console/queries/gateway-queries.ts'
import { routes } from '../../../../lib/console/routes.ts'
import { serverCall } from '../../../../lib/console/server-api.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'

export const metadata: Metadata = { title: gatewayCopy.list.title }

export default async function GatewaysPage() {
  await requirePerson('gateways.read')
  return (
    <Prefetched queries={[gatewayListQuery(serverCall)]}>
      <PageHeader
        title={gatewayCopy.list.title}
        description={gatewayCopy.list.description}
        action={
          <Can action="gateways.change">
            <GoButton variant="primary" href={routes.newGateway()}>
              <Plus aria-hidden />
              {gatewayCopy.create.submit}
            </GoButton>
          </Can>
        }
      />
      <GatewayList />
    </Prefetched>
  )
}
