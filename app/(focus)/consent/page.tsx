import { ConsentCard } from '../../../components/features/consent/consent-card.tsx'
import { consentCopy as copy } from '../../../components/features/consent/consent-copy.ts'
import type { SearchPageProps } from '../../../lib/console/page-props.ts'
import { serverCall } from '../../../lib/console/server-api.ts'
import { requirePerson } from '../../../lib/console/server-session.ts'
import { describeClientRequest } from '../../../lib/contracts/operations/mcp-clients.ts'

export const metadata = { title: copy.title }

export default async function ConsentPage({ searchParams }: SearchPageProps) {
  const { id } = await searchParams
  const requestId = typeof id === 'string' && id !== '' && id.length <= 100 ? id : 'none'
  const person = await requirePerson()
  const request = await serverCall(describeClientRequest, { requestId })
  return (
    <ConsentCard
      request={request}
      requestId={requestId}
      person={person}
      here={`/consent?id=${encodeURIComponent(requestId)}`}
    />
  )
}
