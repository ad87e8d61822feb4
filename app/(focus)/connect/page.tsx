import { ConnectCard } from '../../../components/features/connect/connect-card.tsx'
import { connectCopy as copy } from '../../../components/features/connect/connect-copy.ts'
import { ApiError } from '../../../lib/console/api-error.ts'
import { serverCall } from '../../../lib/console/server-api.ts'
import { findPerson } from '../../../lib/console/server-session.ts'
import type { AuthorizationDescription } from '../../../lib/contracts/console.ts'
import { describeAuthorization } from '../../../lib/contracts/operations/console.ts'
import type { SearchPageProps } from '../../../lib/console/page-props.ts'

export const metadata = { title: copy.title }

/** What is not even a session URI is as unknown as one that nobody made. */
async function describe(requestUri: string): Promise<AuthorizationDescription> {
  if (requestUri === '') return { state: 'unknown' }
  try {
    return await serverCall(describeAuthorization, { requestUri })
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) return { state: 'unknown' }
    throw error
  }
}

export default async function ConnectPage({ searchParams }: SearchPageProps) {
  const { request_uri: given } = await searchParams
  const requestUri = typeof given === 'string' ? given : ''
  const [description, visitor] = await Promise.all([describe(requestUri), findPerson()])
  return (
    <ConnectCard
      description={description}
      requestUri={requestUri}
      visitor={visitor}
      here={`/connect?request_uri=${encodeURIComponent(requestUri)}`}
    />
  )
}
