import { DomainError } from '../kernel/domain-error.ts'
import { userKeyText, type Actor, type UserKey } from '../kernel/principals.ts'
import type { Secret } from '../kernel/secret.ts'
import type { PeopleGate } from './connections/people-gate.ts'
import { urnHash } from './sessions/links.ts'
import type { SessionStore } from './sessions/session.store.ts'
import { isFinal, type CallPurpose } from './sessions/session.ts'
import type { SessionStarts, StartRequest } from './sessions/start-session.ts'
import type { Settlements } from './sessions/settlements.ts'
import type { ConnectionKey } from './vault/connection-key.ts'
import type { Unavailable } from './vault/connection-deps.ts'
import type { Connections } from './vault/connections.ts'
import type { ServedToken } from './vault/token-cache.ts'
import type { Workloads } from './workload/workloads.ts'

export interface ResourceTokenRequest {
  workloadName: string
  gatewayId?: string
  user: UserKey
  startedBy: Actor
  providerName: string
  scopes: readonly string[]
  /** What the target's server wanted beyond these: a connection without it is widened by a consent. */
  extraScopes?: readonly string[]
  customParameters?: Record<string, string>
  /** The MCP URL. */
  resource?: string
  /** Needed for a call; for a direct request our return page where it is left out. */
  returnUrl?: string
  customState?: string
  /** Forget what is stored and ask the person again. */
  forceAuthentication?: boolean
  purpose: CallPurpose | { kind: 'direct' }
  /** The start URN of an earlier answer: how far is it? */
  sessionUri?: string
  /** Where a person is at the consent already: how long to wait for the end of it before a link is answered. */
  patience?: {
    timeoutMs: number
    /** Asked for where there is something to wait for; aborted when nobody wants the answer any more. */
    signal?(): AbortSignal
  }
}

/** What the provider was asked for when the person agreed, and what it says that it gave. */
export interface TokenScopes {
  askedScopes: readonly string[]
  grantedScopes: readonly string[]
}

export type ResourceTokenResult =
  | ({
      kind: 'token'
      accessToken: Secret
      connectionVersion: number
      key: ConnectionKey
      expiresAt?: number
    } & TokenScopes)
  | { kind: 'consent'; authorizationUrl: string; sessionUri: string; elicitationId: string; expiresAt: number }
  | { kind: 'pending' | 'failed'; sessionUri: string }
  | Unavailable

export interface ResourceTokens {
  /** The token of a person who is known and has one in memory: what `obtain` would answer, without waiting for anything. */
  atHand(key: ConnectionKey): Extract<ResourceTokenResult, { kind: 'token' }> | undefined
  /** A token of this person for this provider, or the link that gets one. */
  obtain(request: ResourceTokenRequest): Promise<ResourceTokenResult>
  /**
   * The token of a connection that is there. Nobody is asked for anything, and a provider for a renewal only if `renew`;
   * undefined where that is not enough.
   */
  held(key: ConnectionKey, options: { renew: boolean }): Promise<Secret | undefined>
  /** The server answered 401 to this token: `retry` with obtain, `consent`, or wait. */
  rejected(key: ConnectionKey, connectionVersion: number): Promise<'retry' | 'consent' | Unavailable>
}

export function createResourceTokens(deps: {
  connections: Connections
  starts: SessionStarts
  settlements: Settlements
  sessions: Pick<SessionStore, 'findByStart'>
  workloads: Pick<Workloads, 'get' | 'allowsReturnUrl'>
  people: Pick<PeopleGate, 'admits' | 'knows'>
  publicOrigin: string
}): ResourceTokens {
  const ourReturnPage = `${deps.publicOrigin}/return`

  /** Undefined where the session is done, so that the token can be looked for. */
  const poll = async (request: ResourceTokenRequest, sessionUri: string): Promise<ResourceTokenResult | undefined> => {
    const session = await deps.sessions.findByStart(urnHash(sessionUri))
    const own =
      session?.workloadName === request.workloadName &&
      session.providerName === request.providerName &&
      userKeyText(session.user) === userKeyText(request.user)
    if (!session || !own) throw new DomainError('AccessDeniedException', 'Invalid or expired session')
    if (session.state === 'DONE') return undefined
    const failed = isFinal(session.state) || (session.expired && session.state !== 'COMPLETING')
    return { kind: failed ? 'failed' : 'pending', sessionUri }
  }

  const returnUrlOf = (request: ResourceTokenRequest): string => request.returnUrl ?? ourReturnPage

  /** The address of a call was judged where the call came in. */
  const refuseForeignReturn = async ({ workloadName }: ResourceTokenRequest, url: string): Promise<void> => {
    await deps.workloads.get(workloadName)
    if (await deps.workloads.allowsReturnUrl(workloadName, url)) return
    throw new DomainError(
      'ValidationException',
      `resourceOauth2ReturnUrl is not registered. Add it to allowedResourceOauth2ReturnUrls of ${workloadName} with UpdateWorkloadIdentity.`,
      {
        reason: 'FieldValidationFailed',
        fieldList: [{ name: 'resourceOauth2ReturnUrl', message: 'It must equal a registered return URL.' }],
      },
    )
  }

  const startOf = (request: ResourceTokenRequest, returnUrl: string): StartRequest => {
    const { startedBy: actor, purpose, workloadName, user, providerName, scopes, extraScopes = [] } = request
    const { customParameters, resource, customState } = request
    const extra = extraScopes.filter((scope) => !scopes.includes(scope))
    const whose = { actor, purpose, workloadName, user, providerName, scopes, extraScopes: extra }
    return { ...whose, customParameters, resource, customState, returnUrl }
  }

  const link = async (start: StartRequest): Promise<ResourceTokenResult> => {
    try {
      const started = await deps.starts.startOrReuse(start)
      const { authorizationUrl, sessionUri, elicitationId, expiresAt } = started
      return { kind: 'consent', authorizationUrl, sessionUri, elicitationId, expiresAt }
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'ServiceUnavailableException') throw error
      return { kind: 'unavailable', message: error.message, retryAfterSeconds: 60 }
    }
  }

  /** Undefined where there is none, or it lacks what is wanted beyond the target's own scopes. */
  const token = async (key: ConnectionKey, { extraScopes, scopes }: ResourceTokenRequest) => {
    const outcome = await deps.connections.token(key)
    if (outcome.kind !== 'token') return outcome.kind === 'unavailable' ? outcome : undefined
    const lacks = (scope: string) => !scopes.includes(scope) && !outcome.askedScopes.includes(scope)
    if (extraScopes?.some(lacks)) return undefined
    return told(outcome, key)
  }

  /** Undefined where nobody has opened a link of this request. */
  const endOfOpened = async (start: StartRequest, patience: NonNullable<ResourceTokenRequest['patience']>) => {
    const opened = await deps.starts.opened(start)
    if (opened === undefined) return undefined
    return deps.settlements.settled(opened, { timeoutMs: patience.timeoutMs, signal: patience.signal?.() })
  }

  return {
    atHand(key) {
      const served = deps.people.knows(key.user) ? deps.connections.atHand(key) : undefined
      return served && told(served, key)
    },

    rejected: (key, connectionVersion) => deps.connections.rejected(key, connectionVersion),

    async held(key, { renew }) {
      if (!(await deps.people.admits(key.user))) return undefined
      const outcome = await deps.connections.token(key, { asIs: !renew })
      return outcome.kind === 'token' ? outcome.accessToken : undefined
    },

    async obtain(request) {
      const { workloadName, user, providerName, scopes } = request
      const key = { workloadName, user, providerName, scopes }
      if (!(await deps.people.admits(user))) throw notAdmitted()
      const returnUrl = returnUrlOf(request)
      if (request.purpose.kind === 'direct' && returnUrl !== ourReturnPage)
        await refuseForeignReturn(request, returnUrl)
      if (request.sessionUri !== undefined && !request.forceAuthentication) {
        const unfinished = await poll(request, request.sessionUri)
        if (unfinished) return unfinished
      }
      if (request.forceAuthentication) {
        const start = startOf(request, returnUrl)
        const extraScopes = [...(start.extraScopes ?? []), ...((await deps.connections.scopesOf(key))?.extra ?? [])]
        await deps.connections.drop(key, 'A new authentication was asked for.', request.startedBy)
        return link({ ...start, extraScopes })
      }
      const held = await token(key, request)
      if (held) return held
      const start = startOf(request, returnUrl)
      const end = request.patience && (await endOfOpened(start, request.patience))
      const obtained = end === 'done' ? await token(key, request) : undefined
      return obtained ?? link(start)
    },
  }
}

const told = (
  { accessToken, connectionVersion, expiresAt, askedScopes, grantedScopes }: ServedToken,
  key: ConnectionKey,
): Extract<ResourceTokenResult, { kind: 'token' }> => ({
  kind: 'token',
  accessToken,
  connectionVersion,
  key,
  ...(expiresAt !== undefined && { expiresAt }),
  askedScopes,
  grantedScopes,
})

const notAdmitted = () =>
  new DomainError(
    'AccessDeniedException',
    'The person whom this is for was disabled or removed. An administrator of Postern can enable the account again.',
  )
