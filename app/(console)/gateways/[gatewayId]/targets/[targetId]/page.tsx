import type { Metadata } from 'next'
import { TargetDetail } from '../../../../../../components/features/targets/target-detail.tsx'
import { Prefetched } from '../../../../../../components/patterns/prefetched.tsx'
import { gatewayQuery } from '../../../../../../lib/console/queries/gateway-queries.ts'
import { oauthClientListQuery } from '../../../../../../lib/console/queries/oauth-client-queries.ts'
import { targetQuery } from '../../../../../../lib/console/queries/target-queries.ts'
import { serverCall } from '../../../../../../lib/console/server-api.ts'
import { loadGateway, loadTarget, orLater } from '../../../../../../lib/console/server-load.ts'
import { requirePerson } from '../../../../../../lib/console/server-session.ts'

interface Props {
  params: Promise<{ gatewayId: string; targetId: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requirePerson('targets.read')
  const { gatewayId, targetId } = await params
  const [gateway, target] = await Promise.all([
    orLater(loadGateway(gatewayId)),
    orLater(loadTarget(gatewayId, targetId)),
  ])
  return { title: gateway && target ? `${target.name} · ${gateway.name}` : 'Target' }
}

export default async function TargetPage({ params }: Props) {
  await requirePerson('targets.read')
  const { gatewayId, targetId } = await params
  await orLater(loadTarget(gatewayId, targetId))
  return (
    <Prefetched
      queries={[
        gatewayQuery(gatewayId, serverCall),
        targetQuery(gatewayId, targetId, serverCall),
        oauthClientListQuery(serverCall),
      ]}
    >
      <TargetDetail gatewayId={gatewayId} targetId={targetId} />
    </Prefetched>
  )
}
