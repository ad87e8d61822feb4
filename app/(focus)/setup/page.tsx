import { AccountForm } from '../../../components/features/sign-in/account-form.tsx'
import { setupCopy as copy } from '../../../components/features/sign-in/sign-in-copy.ts'
import { FocusCard } from '../../../components/patterns/focus-card.tsx'
import { ButtonLink } from '../../../components/ui/button.tsx'
import { routes } from '../../../lib/console/routes.ts'
import { serverCall } from '../../../lib/console/server-api.ts'
import { getSetupState } from '../../../lib/contracts/operations/console.ts'
import { setupAction } from './actions.ts'
import type { SearchPageProps } from '../../../lib/console/page-props.ts'

export const metadata = { title: copy.title }

export default async function SetupPage({ searchParams }: SearchPageProps) {
  const { token } = await searchParams
  const { needsSetup } = await serverCall(getSetupState, {})
  if (!needsSetup) {
    return (
      <FocusCard title={copy.doneTitle} lead={copy.doneText}>
        <ButtonLink href={routes.signIn()} variant="primary">
          {copy.signIn}
        </ButtonLink>
      </FocusCard>
    )
  }
  if (typeof token !== 'string' || token === '') return <FocusCard title={copy.noTokenTitle} lead={copy.noTokenText} />
  return (
    <FocusCard title={copy.title} lead={copy.lead}>
      <AccountForm action={setupAction} hidden={{ token }} words={copy} newPassword />
    </FocusCard>
  )
}
