import type { Metadata } from 'next'
import { EditTargetForm } from '../../../../../../../components/features/targets/target-form.tsx'
import { PageHeader } from '../../../../../../../components/patterns/page-header.tsx'
import { Prefetched } from '../../../../../../../components/patterns/prefetched.tsx'
import { Card } from '../../../../../../../components/ui/card.tsx'
import { oauthClientListQuery } from '../../../../../../../lib/console/queries/oauth-client-queries.ts'
import { routes } from '../../../../../../../lib/console/routes.ts'
import { serverCall } from '../../../../../../../lib/console/server-api.ts'
import { loadGateway, loadTarget } from '../../../../../../../lib/console/server-load.ts'
import { requirePerson } from '../../../../../../../lib/console/server-session.ts'

export const metadata: Metadata = { title: 'Edit target' }

export default async function EditTargetPage({ params }: { params: Promise<{ gatewayId: string; targetId: string }> }) {
  await requirePerson('targets.change')
  const { gatewayId, targetId } = await params
  const [gateway, target] = await Promise.all([loadGateway(gatewayId), loadTarget(gatewayId, targetId)])
  return (
    <Prefetched queries={[oauthClientListQuery(serverCall)]}>
      <PageHeader
        parent={{ href: routes.target(gatewayId, targetId), label: target.name }}
        title={`Edit ${target.name}`}
      />
      <Card className="max-w-2xl p-4 sm:p-6">
        <EditTargetForm gateway={gateway} target={target} />
      </Card>
    </Prefetched>
  )
}
