import { FocusCard } from '../../patterns/focus-card.tsx'
import { Button } from '../../ui/button.tsx'
import { accountCopy as copy } from './account-copy.ts'

/** What somebody sees who signs in and has no part in the administration. */
export function AccountCard({ email, signOut }: { email: string; signOut: () => Promise<void> }) {
  return (
    <FocusCard title={copy.title} lead={copy.lead(email)}>
      <p>{copy.text}</p>
      <form action={signOut}>
        <Button type="submit">{copy.signOut}</Button>
      </form>
    </FocusCard>
  )
}
