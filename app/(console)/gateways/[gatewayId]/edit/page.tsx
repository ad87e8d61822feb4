import type { Metadata } from 'next'
import { EditGatewayForm } from '../../../../../components/features/gateways/gateway-form.tsx'
import { PageHeader } from '../../../../../components/patterns/page-header.tsx'
import { Card } from '../../../../../components/ui/card.tsx'
import { routes } from '../../../../../lib/console/routes.ts'
import { loadGateway } from '../../../../../lib/console/server-load.ts'
import { requirePerson } from '../../../../../lib/console/server-session.ts'

export const metadata: Metadata = { title: 'Edit gateway' }

export default async function EditGatewayPage({ params }: { params: Promise<{ gatewayId: string }> }) {
  await requirePerson('gateways.change')
  const gateway = await loadGateway((await params).gatewayId)
  return (
    <>
      <PageHeader
        parent={{ href: routes.gateway(gateway.gatewayId), label: gateway.name }}
        title={`Edit ${gateway.name}`}
      />
      <Card className="max-w-2xl p-4 sm:p-6">
        <EditGatewayForm gateway={gateway} />
      </Card>
    </>
  )
}
