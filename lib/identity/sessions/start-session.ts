import { DomainError, invalidField } from '../../kernel/domain-error.ts'
import { userKeyText, userLabel, type Actor, type UserKey } from '../../kernel/principals.ts'
import { Secret } from '../../kernel/secret.ts'
import { newId } from '../../platform/random.ts'
import type { ProviderSnapshot } from '../credential-providers/provider.ts'
import { sortedScopes } from '../vault/connection-key.ts'
import { authorizationLink, customStateOf, newSessionUrn, sealField, startUrnOf, urnHash } from './links.ts'
import type { SessionDeps } from './session-deps.ts'
import type { PendingLike } from './session.store.ts'
import { purposeKey, purposeText, type AuthorizationSession, type SessionPurpose, type SyncPurpose } from './session.ts'

export const sessionLimits = { lifetimeMs: 600_000, pendingPerUser: 20, pendingInAll: 10_000 }
/** A link that is about to lapse is not handed out again. */
const minLeftMs = 60_000

export interface StartRequest {
  actor: Actor
  purpose: SessionPurpose
  workloadName: string
  user: UserKey
  providerName: string
  /** The target's own. */
  scopes: readonly string[]
  /** Beyond those; where a connection is there already, what it has is asked for again with them. */
  extraScopes?: readonly string[]
  customParameters?: Record<string, string>
  resource?: string
  returnUrl: string
  customState?: string
}
export interface StartSyncRequest extends Omit<StartRequest, 'purpose' | 'user' | 'customState' | 'extraScopes'> {
  purpose: SyncPurpose
  userId: string
}

export interface StartedSession {
  sessionId: string
  /** The start URN: good for polling, never for completing. */
  sessionUri: string
  authorizationUrl: string
  elicitationId: string
  expiresAt: number
}

export interface SessionStarts {
  /** Always a fresh one: each update and sync takes its own consent. */
  startSync(request: StartSyncRequest): Promise<StartedSession & { userId: string }>
  /** The pending link of the same request where there is one, else a new one. */
  startOrReuse(request: StartRequest): Promise<StartedSession>
  /** The consent of the same request that somebody is at in a browser: its elicitation id. */
  opened(request: Omit<StartRequest, 'actor'>): Promise<string | undefined>
  started(session: AuthorizationSession): StartedSession
}

const likeOf = (request: Omit<StartRequest, 'actor'>): PendingLike => ({
  workloadName: request.workloadName,
  userText: userKeyText(request.user),
  providerName: request.providerName,
  purposeKey: purposeKey(request.purpose),
  returnUrl: request.returnUrl,
})

export function createSessionStarts(deps: SessionDeps): SessionStarts {
  const { store, keyring } = deps
  const starting = new Map<string, Promise<StartedSession>>()

  const started = (session: AuthorizationSession): StartedSession => {
    const sessionUri = startUrnOf(keyring, session)
    return {
      sessionId: session.id,
      sessionUri,
      authorizationUrl: authorizationLink(deps.publicOrigin, sessionUri),
      elicitationId: session.elicitationId,
      expiresAt: session.expiresAt,
    }
  }

  const snapshotFor = async (name: string) => {
    const record = await deps.providers.get(name)
    return deps.providers.snapshot(record)
  }

  const create = async (request: StartRequest, provider: ProviderSnapshot): Promise<StartedSession> => {
    deps.urlPolicy.checkReturnUrl(request.returnUrl, { what: 'resourceOauth2ReturnUrl' })
    const id = newId()
    const urn = newSessionUrn()
    const { actor, purpose, user, customState } = request
    const session = {
      id,
      startHash: urnHash(urn),
      startSealed: sealField(keyring, id, 'start', new Secret(urn)),
      purpose,
      purposeKey: purposeKey(purpose),
      workloadName: request.workloadName,
      user,
      userText: userKeyText(user),
      startedBy: actor,
      providerName: request.providerName,
      provider,
      scopes: sortedScopes(request.scopes),
      extraScopes: sortedScopes(request.extraScopes ?? []),
      customParameters: request.customParameters ?? {},
      resource: request.resource,
      returnUrl: request.returnUrl,
      ...(customState !== undefined && {
        customState: sealField(keyring, id, 'custom-state', new Secret(customState)),
      }),
      elicitationId: newId(),
    }
    const audit = {
      type: 'authorization.started',
      actor,
      resource: `authorization/${id}`,
      outcome: 'ok',
      detail: {
        for: purposeText(purpose),
        provider: request.providerName,
        user,
        scopes: [...session.scopes, ...session.extraScopes],
      },
    } as const
    if (!(await store.insert(session, sessionLimits, audit)))
      throw new DomainError(
        'ThrottlingException',
        `${userLabel(user)} has too many authorizations open. Complete or cancel one, or wait until they expire (ten minutes).`,
      )
    await deps.faultPoint('session.created')
    const stored = await store.find(id)
    if (!stored) throw new Error('An authorization session vanished as it was made.')
    return started(stored)
  }

  const reusable = async (request: StartRequest, provider: ProviderSnapshot) => {
    const pending = await store.pendingLike(likeOf(request), minLeftMs)
    return pending.find(
      (session) =>
        session.provider.providerVersion === provider.providerVersion &&
        session.provider.callbackId === provider.callbackId &&
        session.provider.sendResource === provider.sendResource &&
        session.resource === request.resource &&
        sameList(session.scopes, sortedScopes(request.scopes)) &&
        covers(session.extraScopes, request.extraScopes) &&
        sameMap(session.customParameters, request.customParameters ?? {}) &&
        customStateOf(keyring, session) === request.customState,
    )
  }

  return {
    started,
    async startSync({ userId, ...request }) {
      const provider = await snapshotFor(request.providerName).catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'ServiceUnavailableException')
          throw invalidField('credentialProviderConfigurations', error.message)
        throw error
      })
      const user = { kind: 'id', userId } as const
      return { ...(await create({ ...request, user }, provider)), userId }
    },

    async opened(request) {
      const opened = await store.openedLike(likeOf(request))
      const same = opened.find(
        (session) =>
          sameList(session.scopes, sortedScopes(request.scopes)) && covers(session.extraScopes, request.extraScopes),
      )
      return same?.elicitationId
    },

    startOrReuse(request) {
      // A burst of calls of one person must find one link, not one each: the second waits for the first.
      const { actor: _, ...same } = request
      const key = JSON.stringify([same, userKeyText(request.user)])
      const running = starting.get(key)
      if (running) return running
      const begun = (async () => {
        const provider = await snapshotFor(request.providerName)
        const found = await reusable(request, provider)
        return found ? started(found) : create(request, provider)
      })().finally(() => starting.delete(key))
      starting.set(key, begun)
      return begun
    },
  }
}

const covers = (have: readonly string[], wanted: readonly string[] = []) =>
  wanted.every((scope) => have.includes(scope))

const sameList = (left: readonly string[], right: readonly string[]) =>
  left.length === right.length && left.every((entry, index) => entry === right[index])

const sameMap = (left: Record<string, string>, right: Record<string, string>) =>
  sameList(Object.entries(left).map(String).sort(), Object.entries(right).map(String).sort())
