import { redirect } from 'next/navigation'
import { ConsentCard } from '../../../components/features/consent/consent-card.tsx'
import { consentCopy as copy } from '../../../components/features/consent/consent-copy.ts'
import { SignInThrough } from '../../../components/features/consent/sign-in-through.tsx'
import { signInFailure } from '../../../components/features/sign-in/sign-in-copy.ts'
import { clientRequest, providerWithoutAsking } from '../../../lib/console/client-sign-in.ts'
import type { SearchPageProps } from '../../../lib/console/page-props.ts'
import { routes } from '../../../lib/console/routes.ts'
import { findPerson, requirePerson } from '../../../lib/console/server-session.ts'

export const metadata = { title: copy.title }

export default async function ConsentPage({ searchParams }: SearchPageProps) {
  const { id, error } = await searchParams
  const requestId = typeof id === 'string' && id !== '' && id.length <= 100 ? id : 'none'
  const request = await clientRequest(requestId)
  const here = routes.clientRequest(requestId)
  if (request.signIn && request.signIn.state !== 'done') {
    // After a refusal the person decides, or the two would send him to and fro.
    if (error === undefined && (await providerWithoutAsking(requestId))) redirect(routes.signInThrough(requestId))
    const failure = error === undefined ? undefined : signInFailure(String(error))
    return <SignInThrough {...{ request, requestId, here, failure, person: await findPerson() }} />
  }
  const person = await requirePerson()
  return <ConsentCard {...{ request, requestId, person, here }} />
}
