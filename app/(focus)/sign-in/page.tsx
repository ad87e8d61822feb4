import { redirect } from 'next/navigation'
import { AccountForm } from '../../../components/features/sign-in/account-form.tsx'
import { ProviderButtons } from '../../../components/patterns/provider-buttons.tsx'
import { signInCopy as copy, signInFailure } from '../../../components/features/sign-in/sign-in-copy.ts'
import { FocusCard } from '../../../components/patterns/focus-card.tsx'
import { Notice } from '../../../components/patterns/notice.tsx'
import { safePath } from '../../../lib/console/safe-path.ts'
import { serverCall } from '../../../lib/console/server-api.ts'
import { findPerson } from '../../../lib/console/server-session.ts'
import { getSetupState } from '../../../lib/contracts/operations/console.ts'
import { signInChoices } from '../../../lib/console/sign-in-choices.ts'
import { signInAction } from './actions.ts'
import type { SearchPageProps } from '../../../lib/console/page-props.ts'

export const metadata = { title: copy.title }

export default async function SignInPage({ searchParams }: SearchPageProps) {
  const { next, switch: isSwitching, error } = await searchParams
  const path = safePath(typeof next === 'string' ? next : undefined)
  if (isSwitching === undefined && error === undefined && (await findPerson())) redirect(path)
  const [{ needsSetup }, choices] = await Promise.all([serverCall(getSetupState, {}), signInChoices()])
  return (
    <FocusCard title={copy.title}>
      {needsSetup && (
        <Notice title={copy.needsSetupTitle}>
          <p>{copy.needsSetupText}</p>
        </Notice>
      )}
      <AccountForm
        action={signInAction}
        hidden={{ next: path }}
        words={copy}
        failure={error === undefined ? undefined : signInFailure(String(error))}
      />
      <ProviderButtons choices={choices} next={path} intent={{ to: 'sign-in' }} />
    </FocusCard>
  )
}
