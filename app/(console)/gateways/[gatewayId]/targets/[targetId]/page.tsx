import type { Metadata } from 'next'
import { TargetDetail } from '../../../../../../components/features/targets/target-detail.tsx'
import { Prefetched } from '../../../../../../components/patterns/prefetched.tsx'
import { gatewayQuery } from '../../../../../../lib/console/queries/gateway-queries.ts'
import { oauthClientListQuery } from '../../../../../../lib/console/queries/oauth-client-queries.ts'
import { targetQuery } from '../../../../../../lib/console/queries/target-queries.ts'
import { serverCall } from '../../../../../../lib/console/server-api.ts'
import { loadGateway, loadTarget } from '../../../../../../lib/console/server-load.ts'
import { requirePerson } from '../../../../../../lib/console/server-session.ts'

interface Props {
  params: Promise<{ gatewayId: string; targetId: string }>
}

async function load(params: Props['params']) {
  await requirePerson()
  const { gatewayId, targetId } = await params
  return Promise.all([loadGateway(gatewayId), loadTarget(gatewayId, targetId)])
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [gateway, target] = await load(params)
  return { title: `${target.name} · ${gateway.name}` }
}

export default async function TargetPage({ params }: Props) {
  const [{ gatewayId }, { targetId }] = await load(params)
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
