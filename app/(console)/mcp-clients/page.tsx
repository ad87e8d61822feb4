import type { Metadata } from 'next'
import { ClientAccess } from '../../../components/features/mcp-clients/client-access.tsx'
import { ClientTable } from '../../../components/features/mcp-clients/client-table.tsx'
import { mcpClientCopy as copy } from '../../../components/features/mcp-clients/mcp-client-copy.ts'
import { RegisterClient } from '../../../components/features/mcp-clients/register-client.tsx'
import { SigningKeys, SignInSwitches } from '../../../components/features/mcp-clients/sign-in-switches.tsx'
import { PageHeader } from '../../../components/patterns/page-header.tsx'
import { Prefetched } from '../../../components/patterns/prefetched.tsx'
import {
  clientGrantListQuery,
  clientSignInQuery,
  mcpClientListQuery,
} from '../../../lib/console/queries/mcp-client-queries.ts'
import { serverCall } from '../../../lib/console/server-api.ts'
import { requirePerson } from '../../../lib/console/server-session.ts'
import { may } from '../../../lib/kernel/roles.ts'

export const metadata: Metadata = { title: copy.title }

export default async function McpClientsPage() {
  const person = await requirePerson('settings.read')
  const mayChange = may(person, 'settings.change')
  const readsEveryones = may(person, 'connections.read')
  const grants = readsEveryones ? [clientGrantListQuery(serverCall)] : []
  return (
    <Prefetched queries={[mcpClientListQuery(serverCall), clientSignInQuery(serverCall), ...grants]}>
      <PageHeader title={copy.title} description={copy.description} />
      <ClientTable mayChange={mayChange} />
      {readsEveryones && <ClientAccess everyones />}
      <div className="grid items-start gap-6 xl:grid-cols-2">
        {mayChange && <RegisterClient />}
        <div className="grid gap-6">
          <SignInSwitches mayChange={mayChange} />
          <SigningKeys mayChange={mayChange} />
        </div>
      </div>
    </Prefetched>
  )
}
