import type { Metadata } from 'next'
import { AddProvider } from '../../../../components/features/sign-in-providers/add-provider.tsx'
import { ProviderList } from '../../../../components/features/sign-in-providers/provider-list.tsx'
import { signInProviderCopy as copy } from '../../../../components/features/sign-in-providers/sign-in-provider-copy.ts'
import { PageHeader } from '../../../../components/patterns/page-header.tsx'
import { Prefetched } from '../../../../components/patterns/prefetched.tsx'
import { signInProvidersQuery } from '../../../../lib/console/queries/sign-in-queries.ts'
import { serverCall } from '../../../../lib/console/server-api.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'
import { consoleSettings } from '../../../../lib/console/server-settings.ts'

export const metadata: Metadata = { title: copy.title }

export default async function SignInProvidersPage() {
  await requirePerson('settings.change')
  return (
    <Prefetched queries={[signInProvidersQuery(serverCall)]}>
      <PageHeader title={copy.title} description={copy.description} />
      <ProviderList />
      <AddProvider publicUrl={consoleSettings().publicOrigin} />
    </Prefetched>
  )
}
