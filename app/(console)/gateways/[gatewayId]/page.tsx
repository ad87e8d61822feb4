import type { Metadata } from 'next'
import { ApiKeySection } from '../../../../components/features/api-keys/api-key-section.tsx'
import { CallTable } from '../../../../components/features/calls/call-table.tsx'
import { GatewayDetail } from '../../../../components/features/gateways/gateway-detail.tsx'
import { TargetTable } from '../../../../components/features/targets/target-table.tsx'
import { Prefetched } from '../../../../components/patterns/prefetched.tsx'
import { gatewayQuery } from '../../../../lib/console/queries/gateway-queries.ts'
import { targetListQuery } from '../../../../lib/console/queries/target-queries.ts'
import { serverCall } from '../../../../lib/console/server-api.ts'
import { loadGateway, orLater } from '../../../../lib/console/server-load.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'
import { may } from '../../../../lib/kernel/roles.ts'

interface Props {
  params: Promise<{ gatewayId: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requirePerson('gateways.read')
  const gateway = await orLater(loadGateway((await params).gatewayId))
  return { title: gateway ? `${gateway.name} · Gateways` : 'Gateway' }
}

export default async function GatewayPage({ params }: Props) {
  const person = await requirePerson('gateways.read')
  const seesTargets = may(person, 'targets.read')
  const { gatewayId } = await params
  await orLater(loadGateway(gatewayId))
  return (
    <Prefetched
      queries={[gatewayQuery(gatewayId, serverCall), ...(seesTargets ? [targetListQuery(gatewayId, serverCall)] : [])]}
    >
      <GatewayDetail gatewayId={gatewayId}>
        {seesTargets && <TargetTable gatewayId={gatewayId} />}
        <ApiKeySection gatewayId={gatewayId} />
        <CallTable gatewayId={gatewayId} />
      </GatewayDetail>
    </Prefetched>
  )
}
