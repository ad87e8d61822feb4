import type { Metadata } from 'next'
import { gatewayCopy } from '../../../../components/features/gateways/gateway-copy.ts'
import { NewGatewayForm } from '../../../../components/features/gateways/gateway-form.tsx'
import { PageHeader } from '../../../../components/patterns/page-header.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { serverCall } from '../../../../lib/console/server-api.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'
import { getInstallation } from '../../../../lib/contracts/operations/console.ts'

export const metadata: Metadata = { title: gatewayCopy.create.title }

export default async function NewGatewayPage() {
  await requirePerson('gateways.change')
  const { publicUrl } = await serverCall(getInstallation, {})
  return (
    <>
      <PageHeader title={gatewayCopy.create.title} description={gatewayCopy.create.description} />
      <Card className="max-w-2xl p-4 sm:p-6">
        <NewGatewayForm publicUrl={publicUrl} />
      </Card>
    </>
  )
}
