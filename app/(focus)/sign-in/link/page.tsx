import { ProviderButtons } from '../../../../components/patterns/provider-buttons.tsx'
import { providerButtonCopy as copy, signInFailure } from '../../../../components/features/sign-in/sign-in-copy.ts'
import { FocusCard } from '../../../../components/patterns/focus-card.tsx'
import { Notice } from '../../../../components/patterns/notice.tsx'
import { ButtonLink } from '../../../../components/ui/button.tsx'
import { currentSessionId } from '../../../../lib/console/auth.ts'
import type { SearchPageProps } from '../../../../lib/console/page-props.ts'
import { routes } from '../../../../lib/console/routes.ts'
import { requirePerson } from '../../../../lib/console/server-session.ts'
import { signInChoices } from '../../../../lib/console/sign-in-choices.ts'

export const metadata = { title: copy.linkTitle }

export default async function LinkSignInPage({ searchParams }: SearchPageProps) {
  const person = await requirePerson()
  const { error } = await searchParams
  const [choices, sessionId] = await Promise.all([signInChoices(), currentSessionId()])
  return (
    <FocusCard title={copy.linkTitle} lead={choices.length === 0 ? copy.linkNone : copy.linkLead(person.email)}>
      {error !== undefined && (
        <Notice tone="danger" title={copy.linkFailed}>
          <p>{signInFailure(String(error))}</p>
        </Notice>
      )}
      <ProviderButtons choices={choices} next={routes.settings()} intent={{ to: 'link', sessionId }} alone />
      <ButtonLink href={routes.settings()}>{copy.linkBack}</ButtonLink>
    </FocusCard>
  )
}
