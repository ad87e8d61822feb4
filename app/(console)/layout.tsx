import type { ReactNode } from 'react'
import { ConsoleFrame } from '../../components/features/shell/console-frame.tsx'
import { Shortcuts } from '../../components/features/shell/shortcuts.tsx'
import { AppProviders } from '../../components/patterns/app-providers.tsx'
import { PersonProvider } from '../../components/patterns/person-context.tsx'
import { requirePerson } from '../../lib/console/server-session.ts'
import { signOutAction } from './actions.ts'

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const person = await requirePerson()
  return (
    <AppProviders>
      <Shortcuts />
      <PersonProvider person={person}>
        <ConsoleFrame email={person.email} signOut={signOutAction}>
          {children}
        </ConsoleFrame>
      </PersonProvider>
    </AppProviders>
  )
}
