import type { Metadata } from 'next'
import { oauthClientCopy } from '../../../../components/features/oauth-clients/oauth-client-copy.ts'
import { NewOauthClient } from '../../../../components/features/oauth-clients/oauth-client-form.tsx'
import { PageHeader } from '../../../../components/patterns/page-header.tsx'
import { routes } from '../../../../lib/console/routes.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'

export const metadata: Metadata = { title: oauthClientCopy.create.title }

export default async function NewOauthClientPage() {
  await requirePerson()
  return (
    <>
      <PageHeader
        parent={{ href: routes.oauthClients(), label: oauthClientCopy.list.title }}
        title={oauthClientCopy.create.title}
        description={oauthClientCopy.create.description}
      />
      <NewOauthClient />
    </>
  )
}
