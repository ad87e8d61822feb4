import type { Audit, AuditEntry } from '../../audit/index.ts'
import type { Person } from '../../contracts/console.ts'
import type { SignInChoice, SignInIntent, SignInRefusal } from '../../contracts/sign-in.ts'
import { DomainError, notFound } from '../../kernel/domain-error.ts'
import type { Actor } from '../../kernel/principals.ts'
import type { ChangeBus } from '../../platform/changes.ts'
import type { Clock } from '../../platform/clock.ts'
import { sha256Hex } from '../../platform/crypto/hash.ts'
import type { EgressFetch } from '../../platform/http/index.ts'
import type { Logger } from '../../platform/logger.ts'
import { newId } from '../../platform/random.ts'
import type { SessionOwner } from '../account.store.ts'
import type { PeopleStore } from '../people.store.ts'
import { createIdentify, type Identified, type ProviderAnswer } from './identify.ts'
import { createLinks, type SignInLinks } from './links.ts'
import { createProviderServers, waysOut } from './provider-servers.ts'
import {
  callbackUrlOf,
  createSignInProviders,
  secretOf,
  type SignInProviders,
  type SignInProvidersDeps,
} from './providers.ts'
import { roleByGroups } from './role-by-groups.ts'
import { SignInFault } from './sign-in-fault.ts'
import type { SignInProviderRecord, Subject } from './sign-in.store.ts'

/** As long as a session that a password opened. */
const sessionLifetimeMs = 12 * 60 * 60_000
const maxUserAgent = 200
/** What a sign-in asks of its provider; the person waits for it in front of an empty page. */
const usualDeadlineMs = 10_000

type ConsolePerson = Extract<Actor, { kind: 'console' }>

export interface BegunSignIn extends SignInChoice {
  issuer: string
  authorizationEndpoint: string
  clientId: string
  scopes: string
}
export type FinishedSignIn =
  (Person & { outcome: 'signed-in'; sessionId: string }) | { outcome: 'refused'; reason: SignInRefusal }

/** Signing in by somebody else's word: who an account (iss, sub) of a provider is here, and nothing by e-mail (RS-11). */
export interface SignIn {
  providers: SignInProviders
  /** The buttons of the sign-in page; asks nobody. */
  choices(): Promise<SignInChoice[]>
  /** @throws DomainError ServiceUnavailableException, ResourceNotFoundException */
  begin(id: string): Promise<BegunSignIn>
  /** Never rejects for what the provider or the person did. */
  finish(
    id: string,
    given: ProviderAnswer & { intent: SignInIntent; userAgent?: string; visitor?: ConsolePerson },
  ): Promise<FinishedSignIn>
  links: SignInLinks
  /**
   * Where a user of a gateway can sign in here: the provider of his issuer, and the account he has. Undefined where he
   * cannot, because there is none or it takes nobody new.
   */
  placeOf(subject: Subject): Promise<{ provider: SignInChoice; userId?: string; email?: string } | undefined>
}

export interface SignInDeps extends SignInProvidersDeps {
  people: Pick<PeopleStore, 'findInvited' | 'find'>
  fetch: EgressFetch
  audit: Audit
  changes: ChangeBus
  clock: Clock
  logger: Pick<Logger, 'warn'>
  /** Path of the sign-in file that is in force, if there is one. */
  file?: () => string | undefined
  /** Of all that one sign-in asks of its provider. */
  deadlineMs?: number
}

export function createSignIn(deps: SignInDeps): SignIn {
  const { store, audit, changes, deadlineMs = usualDeadlineMs } = deps
  const servers = createProviderServers(deps)
  const identify = createIdentify({ servers, fetch: deps.fetch, clock: deps.clock, deadlineMs })

  const usable = async (id: string): Promise<SignInProviderRecord | undefined> => {
    const provider = await store.find(id)
    return provider?.enabled ? provider : undefined
  }

  const entry = (
    type: AuditEntry['type'],
    person: SessionOwner,
    who: Identified,
    provider: SignInProviderRecord,
    detail: Record<string, unknown> = {},
  ): AuditEntry => ({
    type,
    actor: { kind: 'system' },
    resource: `user/${person.userId}`,
    outcome: 'ok',
    detail: { email: person.email, provider: provider.name, iss: who.iss, sub: who.sub, ...detail },
  })

  /** For whoever runs this: what the provider did. The person is told the reason alone. */
  const explain = ({ id, issuer }: SignInProviderRecord, { reason, cause }: SignInFault): void => {
    if (cause instanceof Error)
      deps.logger.warn({ provider: id, issuer, reason, fault: cause.message }, 'sign-in failed')
  }

  const openSession = async (person: SessionOwner, who: Identified, provider: SignInProviderRecord, userAgent = '') => {
    const sessionId = newId()
    const opened = await store.openSession(
      { sessionId, lifetimeMs: sessionLifetimeMs, userAgent: userAgent.slice(0, maxUserAgent) },
      { ...who, userId: person.userId, ...roleGroupOf(who, provider) },
      entry('account.signed-in', person, who, provider),
    )
    if (!opened) throw new SignInFault('disabled')
    return { outcome: 'signed-in' as const, ...personOf(person), sessionId }
  }

  /** By the provider's groups, for who came by it; a person who was invited here keeps the role that was given here. */
  const withRole = async (
    { cameBy, ...person }: SessionOwner & { cameBy: boolean },
    who: Identified,
    provider: SignInProviderRecord,
  ): Promise<SessionOwner> => {
    if (!cameBy || provider.groupClaim === undefined) return person
    const { role, group } = roleByGroups(provider, who.groups)
    if (role === person.role && !person.gatewayIds) return person
    const detail = { role, before: person.role, by: 'groups of the provider', ...(group !== undefined && { group }) }
    if (!(await store.setRole(person.userId, role, entry('account.changed', person, who, provider, detail))))
      return person
    changes.publish({ kind: 'person', userId: person.userId })
    const { gatewayIds: _, ...rest } = person
    return { ...rest, role }
  }

  const newPerson = async (who: Identified, provider: SignInProviderRecord): Promise<SessionOwner> => {
    const person = { userId: newId(), email: who.label, role: roleByGroups(provider, who.groups).role }
    const audited = entry('account.created', person, who, provider, { role: person.role, by: 'first sign-in' })
    const done = await store.insertPerson(person, { ...who, userId: person.userId }, audited)
    if (done === 'address') throw new SignInFault('address-taken')
    // Two first sign-ins at once: the other one made the person.
    const owner = done === 'subject' ? await store.ownerOf(who) : person
    if (!owner) throw new SignInFault('disabled')
    return owner
  }

  const accept = async (who: Identified, provider: SignInProviderRecord, invitation: string): Promise<SessionOwner> => {
    const tokenHash = sha256Hex(invitation)
    const person = await deps.people.findInvited(tokenHash)
    if (!person) throw new SignInFault('invitation-spent')
    const audited = entry('account.linked', person, who, provider, { by: 'invitation' })
    const done = await store.accept({ ...who, userId: person.userId }, tokenHash, audited)
    if (done !== 'accepted') throw new SignInFault(done === 'subject' ? 'linked-elsewhere' : 'invitation-spent')
    changes.publish({ kind: 'person', userId: person.userId })
    return person
  }

  const link = async (who: Identified, provider: SignInProviderRecord, visitor: ConsolePerson) => {
    const owner = await store.ownerOf(who)
    if (owner && owner.userId !== visitor.userId) throw new SignInFault('linked-elsewhere')
    const audited = { ...entry('account.linked', visitor, who, provider, { by: 'the person' }), actor: visitor }
    if (!owner && !(await store.link({ ...who, userId: visitor.userId }, audited)))
      throw new SignInFault('linked-elsewhere')
    return { outcome: 'signed-in' as const, ...personOf(visitor), sessionId: visitor.sessionId }
  }

  const settle = async (
    who: Identified,
    provider: SignInProviderRecord,
    { intent, visitor, userAgent }: { intent: SignInIntent; visitor?: ConsolePerson; userAgent?: string },
  ): Promise<FinishedSignIn> => {
    if (intent.to === 'link') {
      // The session that set out, and no other that has taken its place in this browser meanwhile.
      if (visitor?.sessionId !== intent.sessionId) throw new SignInFault('signed-out')
      return link(who, provider, visitor)
    }
    const owner = await store.ownerOf(who)
    if (owner?.disabled) throw new SignInFault('disabled')
    if (intent.to === 'accept') {
      if (owner) throw new SignInFault('linked-elsewhere')
      return openSession(await accept(who, provider, intent.invitation), who, provider, userAgent)
    }
    if (owner) return openSession(await withRole(owner, who, provider), who, provider, userAgent)
    if (provider.whoMayJoin !== 'anybody') throw new SignInFault('not-invited')
    return openSession(await newPerson(who, provider), who, provider, userAgent)
  }

  return {
    providers: createSignInProviders(deps, deps.file ?? (() => undefined)),
    links: createLinks(deps),

    choices: async () => (await store.providers()).filter(({ enabled }) => enabled).map(choiceOf),

    async begin(id) {
      const provider = await usable(id)
      if (!provider) throw notFound(`Sign-in provider ${id}`)
      try {
        const { authorization_endpoint: authorizationEndpoint = '' } = await servers.of(
          provider,
          waysOut(deps.fetch, deadlineMs),
        )
        const { issuer, clientId, scopes } = provider
        return { ...choiceOf(provider), issuer, authorizationEndpoint, clientId, scopes }
      } catch (error) {
        if (!(error instanceof SignInFault)) throw error
        explain(provider, error)
        throw new DomainError('ServiceUnavailableException', `${provider.name} cannot be used now.`, { cause: error })
      }
    },

    async finish(id, given) {
      const provider = await usable(id)
      if (!provider) return { outcome: 'refused', reason: 'provider-gone' }
      try {
        const redirectUri = callbackUrlOf(deps.publicOrigin, id)
        const who = await identify(provider, secretOf(deps.keyring, provider), redirectUri, given)
        return await settle(who, provider, given)
      } catch (error) {
        if (!(error instanceof SignInFault)) throw error
        explain(provider, error)
        await audit.record({
          ...{ type: 'account.signed-in', actor: { kind: 'system' }, resource: 'console', outcome: 'refused' },
          detail: { provider: provider.name, reason: error.reason },
        })
        return { outcome: 'refused', reason: error.reason }
      }
    },

    async placeOf(subject) {
      const provider = (await store.providers()).find(({ issuer }) => issuer === subject.iss)
      if (!provider?.enabled || !provider.bindsCallers) return undefined
      const owner = await store.ownerOf(subject)
      if (!owner && provider.whoMayJoin !== 'anybody') return undefined
      return { provider: choiceOf(provider), ...(owner && { userId: owner.userId, email: owner.email }) }
    },
  }
}

const choiceOf = ({ id, kind, name }: SignInProviderRecord): SignInChoice => ({ id, kind, name })

const personOf = ({ userId, email, role, gatewayIds }: SessionOwner): Person => ({
  ...{ userId, email, role },
  ...(gatewayIds && { gatewayIds }),
})

const roleGroupOf = ({ groups }: Identified, provider: SignInProviderRecord): { roleGroup?: string } => {
  const { group } = roleByGroups(provider, groups)
  return group === undefined ? {} : { roleGroup: group }
}
