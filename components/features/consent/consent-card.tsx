import { routes } from '../../../lib/console/routes.ts'
import type { Person } from '../../../lib/contracts/console.ts'
import type { ClientRequest } from '../../../lib/contracts/mcp-clients.ts'
import { visibleText } from '../../../lib/kernel/visible-text.ts'
import { Countdown } from '../../patterns/countdown.tsx'
import { DetailList } from '../../patterns/detail-list.tsx'
import { FocusCard } from '../../patterns/focus-card.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { Button } from '../../ui/button.tsx'
import { consentCopy as copy, scopeWords } from './consent-copy.ts'

export interface ConsentCardProps {
  request: ClientRequest
  requestId: string
  person: Person
  /** This page's own path, to come back to after signing in as somebody else. */
  here: string
}

/** Which application asks to use which gateway, before it gets anything. A plain form: it needs no JavaScript. */
export function ConsentCard({ request, requestId, person, here }: ConsentCardProps) {
  if (request.state === 'closed') return <FocusCard title={copy.closedTitle} lead={copy.closedText} />
  return (
    <FocusCard title={visibleText(copy.heading(request.clientName ?? ''))} lead={copy.lead}>
      <ConsentFacts request={request} />
      <ConsentWarnings request={request} />
      <form method="post" action={`/oauth/interaction/${encodeURIComponent(requestId)}`} className="grid gap-3">
        <input type="hidden" name="form_token" value={request.formToken ?? ''} />
        <div className="grid gap-2 sm:grid-cols-2">
          <Button type="submit" variant="primary" name="decision" value="allow">
            {copy.allow}
          </Button>
          <Button type="submit" name="decision" value="deny">
            {copy.deny}
          </Button>
        </div>
      </form>
      <Account {...{ request, requestId, person, here }} />
    </FocusCard>
  )
}

/** Who decides. Somebody else signs in where the gateway wants it: with its provider, which is made to ask. */
function Account({ request, requestId, person, here }: ConsentCardProps) {
  const { signIn } = request
  if (signIn?.state !== 'done')
    return (
      <p className="text-xs text-muted-foreground">
        {copy.signedInAs(person.email)}{' '}
        <a href={routes.switchAccount(here)} className="text-link underline underline-offset-2">
          {copy.switchAccount}
        </a>
      </p>
    )
  const { id, name } = signIn.provider
  return (
    <form method="post" action={`/api/auth/signin/${id}`} className="text-xs text-muted-foreground">
      {Object.entries({ next: here, to: 'client', request: requestId, anew: '1' }).map(([field, value]) => (
        <input key={field} type="hidden" name={field} value={value} />
      ))}
      {copy.signedInWith(person.email, visibleText(name))}{' '}
      <button type="submit" className="text-link underline underline-offset-2">
        {copy.switchAccount}
      </button>
    </form>
  )
}

function ConsentFacts({ request }: { request: ClientRequest }) {
  const { clientName = '', clientHost, redirectHost, gatewayName, scopes = [], expiresAt } = request
  const host = (text: string) => (
    <code className="font-mono break-all">
      <VisibleText text={text} />
    </code>
  )
  return (
    <DetailList
      items={[
        {
          term: copy.client,
          value: (
            <strong className="font-semibold">
              <VisibleText text={clientName} />
            </strong>
          ),
        },
        { term: copy.host, value: clientHost && host(clientHost) },
        { term: copy.redirect, value: redirectHost === undefined ? copy.terminal : host(redirectHost) },
        { term: copy.gateway, value: gatewayName },
        { term: copy.scopes, value: <ScopeList scopes={scopes} /> },
        { term: copy.expires, value: expiresAt && <Countdown until={expiresAt} /> },
      ]}
    />
  )
}

function ScopeList({ scopes }: { scopes: readonly string[] }) {
  return (
    <ul className="grid gap-1">
      {scopes.map((scope) => (
        <li key={scope}>{scopeWords[scope] ?? <code className="font-mono text-xs break-all">{scope}</code>}</li>
      ))}
    </ul>
  )
}

function ConsentWarnings({ request }: { request: ClientRequest }) {
  const warnings = [
    ...(request.clientKind === 'dynamic' ? [copy.unverified] : []),
    ...(request.redirectHost === undefined ? [copy.terminalWarning] : request.loopbackOnly ? [copy.loopback] : []),
  ]
  return warnings.map((text) => (
    <Notice key={text} tone="warning">
      <p>{text}</p>
    </Notice>
  ))
}
