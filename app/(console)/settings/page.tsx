import { cookies } from 'next/headers'
import { SettingsPage } from '../../../components/features/settings/settings.tsx'
import { settingsCopy as copy } from '../../../components/features/settings/settings-copy.ts'
import { serverCall } from '../../../lib/console/server-api.ts'
import { requirePerson } from '../../../lib/console/server-session.ts'
import { readShortcutsOn, shortcutsCookie } from '../../../lib/console/shortcuts.ts'
import { readTheme, themeCookie } from '../../../lib/console/theme.ts'
import { getInstallation } from '../../../lib/contracts/operations/console.ts'
import { may } from '../../../lib/kernel/roles.ts'
import { signOutAction } from '../actions.ts'

export const metadata = { title: copy.title }

export default async function Page() {
  const person = await requirePerson()
  const [installation, jar] = await Promise.all([
    may(person, 'settings.read') ? serverCall(getInstallation, {}) : undefined,
    cookies(),
  ])
  return (
    <SettingsPage
      installation={installation}
      person={person}
      theme={readTheme(jar.get(themeCookie)?.value)}
      shortcutsOn={readShortcutsOn(jar.get(shortcutsCookie)?.value)}
      signOut={signOutAction}
    />
  )
}
