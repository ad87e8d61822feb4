import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EditProvider } from '../../../../../components/features/sign-in-providers/edit-provider.tsx'
import { signInProviderCopy as copy } from '../../../../../components/features/sign-in-providers/sign-in-provider-copy.ts'
import { Prefetched } from '../../../../../components/patterns/prefetched.tsx'
import { signInProvidersQuery } from '../../../../../lib/console/queries/sign-in-queries.ts'
import { serverCall } from '../../../../../lib/console/server-api.ts'
import { orLater } from '../../../../../lib/console/server-load.ts'
import { requirePerson } from '../../../../../lib/console/server-session.ts'
import { listSignInProviders } from '../../../../../lib/contracts/operations/sign-in.ts'

export const metadata: Metadata = { title: copy.title }

export default async function SignInProviderPage({ params }: { params: Promise<{ providerId: string }> }) {
  await requirePerson('settings.change')
  const { providerId } = await params
  const known = await orLater(serverCall(listSignInProviders, {}))
  if (known && !known.items.some(({ id }) => id === providerId)) notFound()
  return (
    <Prefetched queries={[signInProvidersQuery(serverCall)]}>
      <EditProvider id={providerId} />
    </Prefetched>
  )
}
