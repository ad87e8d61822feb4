import { routes } from '../../../lib/console/routes.ts'
import type { AuthorizationDescription, Person } from '../../../lib/contracts/console.ts'
import { visibleText } from '../../../lib/kernel/visible-text.ts'
import { Countdown } from '../../patterns/countdown.tsx'
import { DetailList } from '../../patterns/detail-list.tsx'
import { FocusCard } from '../../patterns/focus-card.tsx'
import { Notice } from '../../patterns/notice.tsx'
import { ProviderButtons } from '../../patterns/provider-buttons.tsx'
import { VisibleText } from '../../patterns/visible-text.tsx'
import { WordedScopes } from '../../patterns/worded-scopes.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { closedCopy, connectCopy as copy } from './connect-copy.ts'

export interface ConnectCardProps {
  description: AuthorizationDescription
  requestUri: string
  visitor: Person | undefined
  /** This page's own path, to come back to after signing in. */
  here: string
}

/** Who asks for what, before anything happens. Server-rendered and a plain form: it needs no JavaScript. */
export function ConnectCard({ description, requestUri, visitor, here }: ConnectCardProps) {
  if (description.state !== 'open') {
    const { title, text } = closedCopy[description.state]
    return <FocusCard title={title} lead={text} />
  }
  const starter = description.startedBy ?? ''
  const isProgram = description.starter === 'program'
  if (description.visitorMayContinue === false) {
    return visitor && description.isStarter !== true ? (
      <FocusCard
        title={copy.wrongPersonTitle}
        lead={(isProgram ? copy.wrongPersonTextProgram : copy.wrongPersonText)(starter, visitor.email)}
      >
        {!isProgram && <p>{copy.wrongPersonNext}</p>}
        <ButtonLink href={routes.switchAccount(here)}>{copy.switchAccount}</ButtonLink>
      </FocusCard>
    ) : (
      <SignInFirst {...{ description, visitor, here }} />
    )
  }
  return (
    <FocusCard {...headingOf(description)}>
      <ConnectFacts description={description} />
      <Notice tone="warning">
        <p>{(isProgram ? copy.warningProgram : copy.warning)(starter)}</p>
      </Notice>
      <form method="post" action="/api/identities/oauth2/authorize" className="grid gap-3">
        <input type="hidden" name="request_uri" value={requestUri} />
        <input type="hidden" name="form_token" value={description.formToken ?? ''} />
        <div className="grid gap-2 sm:grid-cols-2">
          <Button type="submit" variant="primary" name="decision" value="continue">
            {copy.continue}
          </Button>
          <Button type="submit" name="decision" value="cancel">
            {copy.cancel}
          </Button>
        </div>
        {visitor && <p className="text-xs text-muted-foreground">{copy.signedInAs(visitor.email)}</p>}
      </form>
    </FocusCard>
  )
}

/** By the starter's own provider where he has one: no other way in would do. */
function SignInFirst({ description, visitor, here }: Pick<ConnectCardProps, 'description' | 'visitor' | 'here'>) {
  const { startedBy: starter = '', signInWith, starter: kind } = description
  if (!signInWith)
    return (
      <FocusCard title={copy.signInTitle} lead={signInLead(kind, starter)}>
        <ButtonLink href={routes.signIn(here)} variant="primary">
          {copy.signIn}
        </ButtonLink>
      </FocusCard>
    )
  const name = visibleText(signInWith.name)
  return (
    <FocusCard
      title={copy.signInTitle}
      lead={visitor ? copy.signInTextAgain(name, visitor.email) : copy.signInTextWith(starter, name)}
    >
      <ProviderButtons choices={[signInWith]} next={here} intent={{ to: 'sign-in' }} alone />
    </FocusCard>
  )
}

function signInLead(kind: AuthorizationDescription['starter'], starter: string): string {
  if (kind === 'program') return copy.signInTextProgram(starter)
  return kind === 'console' ? copy.signInText(starter) : copy.signInTextAny
}

function headingOf({ addedScopes, providerName = '', purpose = 'direct', starter }: AuthorizationDescription) {
  if (starter === 'program' && !addedScopes) return { title: copy.heading(providerName), lead: copy.leadProgram }
  return addedScopes
    ? { title: copy.headingMore(providerName), lead: copy.leadMore }
    : { title: copy.heading(providerName), lead: copy.lead[purpose] }
}

/** What is new is told apart from what the person has agreed to already. */
function scopeItems({ scopes, addedScopes }: AuthorizationDescription) {
  if (!scopes || !addedScopes) return [{ term: copy.scopes, value: scopes && <WordedScopes scopes={scopes} /> }]
  const kept = scopes.filter((scope) => !addedScopes.includes(scope))
  return [
    { term: copy.addedScopes, value: <WordedScopes scopes={addedScopes} emphasis /> },
    { term: copy.keptScopes, value: <WordedScopes scopes={kept} /> },
  ]
}

function ConnectFacts({ description }: { description: AuthorizationDescription }) {
  const { startedBy, targetName, gatewayName, providerName, providerHost, expiresAt } = description
  return (
    <DetailList
      items={[
        {
          term: copy.startedBy,
          value: startedBy && (
            <strong className="font-semibold">
              <VisibleText text={startedBy} />
            </strong>
          ),
        },
        { term: copy.target, value: targetName },
        { term: copy.gateway, value: gatewayName },
        { term: copy.provider, value: providerName },
        { term: copy.host, value: providerHost && <code className="font-mono break-all">{providerHost}</code> },
        ...scopeItems(description),
        { term: copy.expires, value: expiresAt && <Countdown until={expiresAt} /> },
      ]}
    />
  )
}
