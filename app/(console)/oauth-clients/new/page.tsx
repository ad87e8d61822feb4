import type { Metadata } from 'next'
import { oauthClientCopy } from '../../../../components/features/oauth-clients/oauth-client-copy.ts'
import { NewOauthClient } from '../../../../components/features/oauth-clients/oauth-client-form.tsx'
import { PageHeader } from '../../../../components/patterns/page-header.tsx'
import { requirePerson } from '../../../../lib/console/server-session.ts'

export const metadata: Metadata = { title: oauthClientCopy.create.title }

export default async function NewOauthClientPage() {
  await requirePerson('clients.change')
  return (
    <>
      <PageHeader title={oauthClientCopy.create.title} description={oauthClientCopy.create.description} />
      <NewOauthClient />
    </>
  )
}
