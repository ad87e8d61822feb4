import type { Metadata } from 'next'
import { ClientSetup } from '../../../../../components/features/client-setup/client-setup.tsx'
import { clientSetupCopy as copy } from '../../../../../components/features/client-setup/client-setup-copy.ts'
import { PageHeader } from '../../../../../components/patterns/page-header.tsx'
import type { SearchPageProps } from '../../../../../lib/console/page-props.ts'
import { routes } from '../../../../../lib/console/routes.ts'
import { loadGateway, requestedAt } from '../../../../../lib/console/server-load.ts'
import { requirePerson } from '../../../../../lib/console/server-session.ts'

interface Props extends SearchPageProps {
  params: Promise<{ gatewayId: string }>
}

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  await requirePerson('gateways.read')
  const gateway = await loadGateway((await params).gatewayId)
  return { title: `${copy.title} · ${gateway.name}` }
}

export default async function ConnectClientPage({ params, searchParams }: Props) {
  await requirePerson('gateways.read')
  const gateway = await loadGateway((await params).gatewayId)
  const { client } = await searchParams
  return (
    <>
      <PageHeader
        parent={{ href: routes.gateway(gateway.gatewayId), label: gateway.name }}
        title={copy.title}
        description={copy.description(gateway.name)}
      />
      <ClientSetup gateway={gateway} clientId={typeof client === 'string' ? client : undefined} since={requestedAt()} />
    </>
  )
}
