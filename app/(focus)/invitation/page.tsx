import { AccountForm } from '../../../components/features/sign-in/account-form.tsx'
import { ProviderButtons } from '../../../components/patterns/provider-buttons.tsx'
import { invitationCopy as copy } from '../../../components/features/sign-in/sign-in-copy.ts'
import { FocusCard } from '../../../components/patterns/focus-card.tsx'
import { isNotFound } from '../../../lib/console/api-error.ts'
import type { SearchPageProps } from '../../../lib/console/page-props.ts'
import { serverCall } from '../../../lib/console/server-api.ts'
import { getInvitation } from '../../../lib/contracts/operations/people.ts'
import { routes } from '../../../lib/console/routes.ts'
import { signInChoices } from '../../../lib/console/sign-in-choices.ts'
import { invitationAction } from './actions.ts'

export const metadata = { title: copy.title }

async function emailOf(token: string): Promise<string | undefined> {
  try {
    return (await serverCall(getInvitation, { token })).email
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

export default async function InvitationPage({ searchParams }: SearchPageProps) {
  const { token } = await searchParams
  const email = typeof token === 'string' && token !== '' ? await emailOf(token.slice(0, 200)) : undefined
  if (typeof token !== 'string' || email === undefined)
    return <FocusCard title={copy.spentTitle} lead={copy.spentText} />
  return (
    <FocusCard title={copy.title} lead={copy.lead}>
      <AccountForm action={invitationAction} hidden={{ token }} email={email} words={copy} newPassword />
      <ProviderButtons
        choices={await signInChoices()}
        next={routes.start()}
        intent={{ to: 'accept', invitation: token }}
      />
    </FocusCard>
  )
}
