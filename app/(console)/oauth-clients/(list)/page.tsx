import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { oauthClientCopy } from '../../../../components/features/oauth-clients/oauth-client-copy.ts'
import { OauthClientList } from '../../../../components/features/oauth-clients/oauth-client-list.tsx'
import { PageHeader } from '../../../../components/patterns/page-header.tsx'
import { Can } from '../../../../components/patterns/person-context.tsx'
import { Prefetched } from '../../../../components/patterns/prefetched.tsx'
import { GoButton } from '../../../../components/ui/go-button.tsx'
import { oauthClientListQuery } from '../../../../lib/console/queries/oauth-client-queries.ts'
import { routes } from '../../../../lib/console/routes.ts'
import { serverCall } from '../../../../lib/console/server-api.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'

export const metadata: Metadata = { title: oauthClientCopy.list.title }

export default async function OauthClientsPage() {
  await requirePerson('clients.read')
  return (
    <Prefetched queries={[oauthClientListQuery(serverCall)]}>
      <PageHeader
        title={oauthClientCopy.list.title}
        description={oauthClientCopy.list.description}
        action={
          <Can action="clients.change">
            <GoButton variant="primary" href={routes.newOauthClient()}>
              <Plus aria-hidden />
              {oauthClientCopy.list.add}
            </GoButton>
          </Can>
        }
      />
      <OauthClientList />
    </Prefetched>
  )
}
