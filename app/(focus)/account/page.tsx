import { AccountCard } from '../../../components/features/account/account-card.tsx'
import { accountCopy as copy } from '../../../components/features/account/account-copy.ts'
import { requireSignedIn } from '../../../lib/console/server-session.ts'
import { signOutAction } from '../../(console)/actions.ts'

export const metadata = { title: copy.title }

export default async function AccountPage() {
  const { email } = await requireSignedIn()
  return <AccountCard email={email} signOut={signOutAction} />
}
