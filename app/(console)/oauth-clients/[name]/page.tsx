import type { Metadata } from 'next'
import { OauthClientDetail } from '../../../../components/features/oauth-clients/oauth-client-detail.tsx'
import { Prefetched } from '../../../../components/patterns/prefetched.tsx'
import { oauthClientQuery } from '../../../../lib/console/queries/oauth-client-queries.ts'
import { serverCall } from '../../../../lib/console/server-api.ts'
import { loadOauthClient, orLater } from '../../../../lib/console/server-load.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'

interface Props {
  params: Promise<{ name: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requirePerson('clients.read')
  const { name } = await params
  await orLater(loadOauthClient(name))
  return { title: `${name} · OAuth clients` }
}

export default async function OauthClientPage({ params }: Props) {
  await requirePerson('clients.read')
  const { name } = await params
  await orLater(loadOauthClient(name))
  return (
    <Prefetched queries={[oauthClientQuery(name, serverCall)]}>
      <OauthClientDetail name={name} />
    </Prefetched>
  )
}
