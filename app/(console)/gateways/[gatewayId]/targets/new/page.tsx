import type { Metadata } from 'next'
import { targetCopy } from '../../../../../../components/features/targets/target-copy.ts'
import { NewTargetForm } from '../../../../../../components/features/targets/target-form.tsx'
import { PageHeader } from '../../../../../../components/patterns/page-header.tsx'
import { Prefetched } from '../../../../../../components/patterns/prefetched.tsx'
import { Card } from '../../../../../../components/ui/card.tsx'
import { oauthClientListQuery } from '../../../../../../lib/console/queries/oauth-client-queries.ts'
import { routes } from '../../../../../../lib/console/routes.ts'
import { serverCall } from '../../../../../../lib/console/server-api.ts'
import { loadGateway } from '../../../../../../lib/console/server-load.ts'
import { requirePerson } from '../../../../../../lib/console/server-session.ts'

export const metadata: Metadata = { title: targetCopy.form.newTitle }

export default async function NewTargetPage({ params }: { params: Promise<{ gatewayId: string }> }) {
  await requirePerson('targets.change')
  const gateway = await loadGateway((await params).gatewayId)
  return (
    <Prefetched queries={[oauthClientListQuery(serverCall)]}>
      <PageHeader
        parent={{ href: routes.gateway(gateway.gatewayId), label: gateway.name }}
        title={targetCopy.form.newTitle}
        description={targetCopy.form.newDescription(gateway.name)}
      />
      <Card className="max-w-2xl p-4 sm:p-6">
        <NewTargetForm gateway={gateway} />
      </Card>
    </Prefetched>
  )
}
