import type { Theme } from '../../../lib/console/theme.ts'
import type { Installation, Person } from '../../../lib/contracts/console.ts'
import { CopyField } from '../../patterns/copy-field.tsx'
import { DetailList } from '../../patterns/detail-list.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { PageHeader } from '../../patterns/page-header.tsx'
import { ThemeSwitch } from '../../patterns/theme-switch.tsx'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/card.tsx'
import { SessionList } from '../../patterns/session-list.tsx'
import { MySignIns } from './my-sign-ins.tsx'
import { PasswordSection } from './password-section.tsx'
import { settingsCopy as copy } from './settings-copy.ts'
import { ShortcutHelp } from './shortcut-help.tsx'

export interface SettingsProps {
  /** Left out for a role that does not read it. */
  installation: Installation | undefined
  person: Person
  theme: Theme
  shortcutsOn: boolean
  signOut: () => Promise<void>
}

export function SettingsPage({ installation, person, theme, shortcutsOn, signOut }: SettingsProps) {
  return (
    <>
      <PageHeader title={copy.title} description={copy.description} />
      {installation && <ApiAccess installation={installation} />}
      {installation && <InstallationFacts installation={installation} />}
      <SessionList />
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <Section title={copy.keyboard} description={copy.keyboardText}>
          <ShortcutHelp initiallyOn={shortcutsOn} />
        </Section>
        <div className="grid gap-6">
          <Section title={copy.appearance}>
            <ThemeSwitch initial={theme} />
          </Section>
          <MySignIns />
          <PasswordSection />
          <Section title={copy.session} description={copy.signedInAs(person.email)}>
            <form action={signOut}>
              <Button type="submit">{copy.signOut}</Button>
            </form>
          </Section>
        </div>
      </div>
    </>
  )
}

function ApiAccess({ installation }: { installation: Installation }) {
  const { apiEndpoint, region, rootAccessKeyId } = installation
  return (
    <Section title={copy.clients} description={copy.clientsText}>
      <div className="grid gap-5">
        <CopyField label={copy.apiEndpoint} value={apiEndpoint} hint={copy.apiEndpointHint} />
        <div className="grid gap-5 md:grid-cols-2">
          <CopyField label={copy.region} value={region} />
          {rootAccessKeyId && <CopyField label={copy.accessKeyId} value={rootAccessKeyId} hint={copy.accessKeyHint} />}
        </div>
        {!rootAccessKeyId && (
          <Notice>
            <p>{copy.noAccessKey}</p>
          </Notice>
        )}
        <CopyField
          label={copy.example}
          value={`aws bedrock-agentcore-control list-gateways --endpoint-url ${apiEndpoint} --region ${region}`}
        />
      </div>
    </Section>
  )
}

function InstallationFacts({ installation }: { installation: Installation }) {
  return (
    <Section title={copy.installation}>
      <div className="grid gap-4">
        {installation.insecureLoopback && (
          <Notice title={copy.loopbackTitle}>
            <p>{copy.loopbackText}</p>
          </Notice>
        )}
        <DetailList
          items={[
            { term: copy.version, value: <span className="tabular-nums">{installation.version}</span> },
            { term: copy.publicUrl, value: <code className="font-mono">{installation.publicUrl}</code> },
            { term: copy.account, value: <code className="font-mono">{installation.account}</code> },
            { term: copy.database, value: copy.databases[installation.database] },
          ]}
        />
      </div>
    </Section>
  )
}
