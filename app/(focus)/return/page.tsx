import { KeptEnding } from '../../../components/features/return/kept-ending.tsx'
import { ReturnEndingCard } from '../../../components/features/return/return-ending.tsx'
import { returnCopy as copy } from '../../../components/features/return/return-copy.ts'
import { ReturnFlow } from '../../../components/features/return/return-flow.tsx'
import { FocusCard } from '../../../components/patterns/focus-card.tsx'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { keptReturnResult } from '../../../lib/console/return-result.ts'
import { routes } from '../../../lib/console/routes.ts'
import { findPerson } from '../../../lib/console/server-session.ts'
import { sessionUriSchema } from '../../../lib/contracts/ids.ts'
import type { SearchPageProps } from '../../../lib/console/page-props.ts'

export const metadata = { title: copy.title }

/** Opening the page changes nothing: what completes is a POST, by the page itself or by its button. */
export default async function ReturnPage({ searchParams }: SearchPageProps) {
  const { session_id: given } = await searchParams
  const sessionUri = sessionUriSchema.safeParse(given)
  if (!sessionUri.success) {
    const kept = given === undefined ? await keptReturnResult() : undefined
    if (given === undefined && kept === undefined) return <KeptEnding />
    return <ReturnEndingCard result={kept ?? { ending: 'unknown' }} />
  }
  if (!(await findPerson())) {
    return (
      <FocusCard title={copy.signedOutTitle} lead={copy.signedOutText}>
        <ButtonLink href={routes.signIn(`/return?session_id=${encodeURIComponent(sessionUri.data)}`)} variant="primary">
          {copy.signIn}
        </ButtonLink>
      </FocusCard>
    )
  }
  return <ReturnFlow sessionUri={sessionUri.data} />
}
