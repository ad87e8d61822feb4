import type { AuditEventType } from '../../audit/index.ts'
import { userKeyText, type Actor, type UserKey } from '../../kernel/principals.ts'
import { newId } from '../../platform/random.ts'
import type { CredentialProviders } from '../credential-providers/credential-providers.ts'
import type { ProviderSnapshot } from '../credential-providers/provider.ts'
import type { TokenSet } from '../oauth-client/judge-token-answer.ts'
import type { ConnectionDeps, Unavailable } from './connection-deps.ts'
import { connectionKeyHash, sortedScopes, type ConnectionKey } from './connection-key.ts'
import { openAccess, openRefresh, sealAccess, sealRefresh } from './connection-sealing.ts'
import type { StoredConnection } from './connection.store.ts'
import type { LastUse } from './last-use.ts'
import { createRefresher, type RefreshOutcome } from './refresh.ts'
import { createTokenCache, type ServedToken } from './token-cache.ts'

export type TokenOutcome = ({ kind: 'token' } & ServedToken) | { kind: 'none' } | Unavailable

export interface Connections {
  /** A token that is in memory and good now. */
  atHand(key: ConnectionKey): ServedToken | undefined
  /**
   * A token that is good now: from memory, from the row, or refreshed. `none`: the person must be asked. With `asIs` one
   * that is due for renewal counts as none.
   */
  token(key: ConnectionKey, options?: { asIs: boolean }): Promise<TokenOutcome>
  /** What the stored grant of this key covers, dead or alive; undefined where there is none. */
  scopesOf(key: ConnectionKey): Promise<{ extra: readonly string[]; granted: readonly string[] } | undefined>
  /** The upstream said 401 to the token of this version. */
  rejected(key: ConnectionKey, connectionVersion: number): Promise<'retry' | 'consent' | Unavailable>
  /** Stores what a consent yielded, replacing an older grant of the same key. */
  keep(key: ConnectionKey, grant: KeptGrant, actor: Actor): Promise<void>
  /** Forgets the connection here at once; the outbox ends it at the provider. */
  drop(key: ConnectionKey, reason: string, actor: Actor): Promise<void>
  dropOfProvider(name: string, reason: string, actor: Actor): Promise<void>
  dropOfWorkload(name: string, reason: string, actor: Actor): Promise<void>
  dropOfUser(user: UserKey, reason: string, actor: Actor): Promise<void>
  /** The same as `drop` for a connection that is known by its hash; false where it is not there, or not this user's. */
  dropKept(keyHash: string, reason: string, actor: Actor, owner?: UserKey): Promise<boolean>
  stop(): void
}

export interface KeptGrant {
  tokens: TokenSet
  provider: ProviderSnapshot
  askedScopes: readonly string[]
  /** Of these, what goes beyond the key's scopes. */
  extraScopes: readonly string[]
  resource?: string
}

/** The last fifth of a token's life, five minutes at most: renewed early enough that no call meets a dying token. */
export const renewalOf = ({ expiresAt, obtainedAt }: { expiresAt: number; obtainedAt: number }): number =>
  expiresAt - Math.min(300_000, (expiresAt - obtainedAt) * 0.2)

export const isFresh = ({ expiresAt, obtainedAt }: Pick<ServedToken, 'expiresAt' | 'obtainedAt'>, now: number) =>
  expiresAt === undefined || renewalOf({ expiresAt, obtainedAt }) > now

export function createConnections(deps: ConnectionDeps & { lastUse: Pick<LastUse, 'note'> }): Connections {
  const { store, keyring, changes, clock, lastUse } = deps
  const cache = createTokenCache(changes)
  const refresher = createRefresher(deps)
  const entry = (type: AuditEventType, actor: Actor, keyHash: string, detail: Record<string, unknown>) =>
    ({ type, actor, resource: `connection/${keyHash.slice(0, 16)}`, outcome: 'ok', detail }) as const

  const served = (row: StoredConnection): ServedToken => ({
    accessToken: openAccess(keyring, row, row.accessSealed),
    connectionVersion: row.version,
    expiresAt: row.expiresAt,
    obtainedAt: row.obtainedAt,
    askedScopes: [...row.scopes, ...row.extraScopes],
    grantedScopes: row.grantedScopes,
  })

  const refreshed = async (row: StoredConnection): Promise<TokenOutcome> => {
    const outcome: RefreshOutcome = await refresher.refresh(row)
    if (outcome.kind === 'row') return { kind: 'token', ...served(outcome.row) }
    if (outcome.kind === 'dead') return { kind: 'none' }
    // The provider is in trouble, not the person: the old token is used until its real end.
    const old = row.expiresAt === undefined || row.expiresAt > clock.now()
    return old ? { kind: 'token', ...served(row) } : outcome
  }

  const remove = async (row: StoredConnection, reason: string, actor: Actor): Promise<boolean> => {
    const provider = await deps.providers.find(row.providerName)
    let revocation
    if (provider && row.status === 'ACTIVE') {
      const refresh = row.refreshSealed === undefined ? undefined : openRefresh(keyring, row, row.refreshSealed)
      const ours =
        !refresh || (refresh.issuer === provider.config.server.issuer && refresh.clientId === provider.config.clientId)
      if (ours)
        revocation = deps.revocations.prepare(
          // As last seen: a provider that is down now must not keep the connection alive here.
          { ...(await snapshotOrStored(deps, provider)) },
          {
            accessToken: openAccess(keyring, row, row.accessSealed),
            refreshToken: refresh?.token,
            clientSecret: deps.providers.secretOf(provider),
          },
          reason,
          0,
        )
    }
    const audit = entry('connection.ended', actor, row.keyHash, { user: row.user, provider: row.providerName, reason })
    const removed = await store.remove(row.id, row.version, { reason, audit, revocation })
    changes.publish({ kind: 'connection', keyHash: row.keyHash })
    return removed
  }
  const removeAll = async (rows: StoredConnection[], reason: string, actor: Actor) => {
    for (const row of rows) {
      // A refresh that came between changed the version: what it saved is what must go.
      for (let current: StoredConnection | undefined = row; current; current = await store.findByKey(row.keyHash)) {
        if (await remove(current, reason, actor)) break
      }
    }
  }

  const atHand = (key: ConnectionKey): ServedToken | undefined => {
    const keyHash = connectionKeyHash(key)
    const cached = cache.get(keyHash)
    const now = clock.now()
    if (!cached || !isFresh(cached, now)) return undefined
    lastUse.note(keyHash, now)
    return cached
  }

  return {
    atHand,
    async token(key, { asIs } = { asIs: false }) {
      const cached = atHand(key)
      if (cached) return { kind: 'token', ...cached }
      const keyHash = connectionKeyHash(key)
      const now = clock.now()
      const remember = cache.begin(keyHash)
      const row = await store.findByKey(keyHash)
      if (!row || row.status !== 'ACTIVE') return { kind: 'none' }
      if (!isFresh(row, now)) {
        if (asIs) return { kind: 'none' }
        const outcome = await refreshed(row)
        if (outcome.kind === 'token') lastUse.note(keyHash, now)
        return outcome
      }
      lastUse.note(keyHash, now)
      const token = served(row)
      remember(token)
      return { kind: 'token', ...token }
    },

    async scopesOf(key) {
      const row = await store.findByKey(connectionKeyHash(key))
      return row && { extra: row.extraScopes, granted: row.grantedScopes }
    },

    async rejected(key, connectionVersion) {
      const row = await store.findByKey(connectionKeyHash(key))
      if (!row || row.status !== 'ACTIVE') return 'consent'
      if (row.version > connectionVersion) return 'retry'
      const outcome = await refresher.afterRejection(row)
      if (outcome.kind === 'row') return 'retry'
      return outcome.kind === 'dead' ? 'consent' : outcome
    },

    async keep(key, { tokens, provider, askedScopes, extraScopes, resource }, actor) {
      const keyHash = connectionKeyHash(key)
      const now = clock.now()
      const audit = entry('connection.granted', actor, keyHash, {
        user: key.user,
        provider: key.providerName,
        workload: key.workloadName,
        scopes: tokens.scopes ?? askedScopes,
      })
      for (;;) {
        const before = await store.findByKey(keyHash)
        const row = before
          ? { id: before.id, keyHash, version: before.version + 1 }
          : { id: newId(), keyHash, version: 1 }
        const grant = {
          extraScopes: [...extraScopes],
          grantedScopes: tokens.scopes ?? [...askedScopes],
          resource,
          accessSealed: sealAccess(keyring, row, tokens.accessToken),
          ...(tokens.refreshToken && {
            refreshSealed: sealRefresh(keyring, row, {
              token: tokens.refreshToken,
              issuer: provider.server.issuer,
              clientId: provider.clientId,
            }),
          }),
          ...(tokens.expiresInMs !== undefined && { expiresAt: now + tokens.expiresInMs }),
          obtainedAt: now,
        }
        // The replaced grant is not revoked: with many servers that would end the new one too.
        const { workloadName, user, providerName } = key
        const stored = before
          ? await store.replace(before.id, before.version, grant, audit)
          : await store.create(
              {
                id: row.id,
                keyHash,
                workloadName,
                user,
                userText: userKeyText(user),
                providerName,
                scopes: sortedScopes(key.scopes),
                ...grant,
              },
              audit,
            )
        if (stored) break
      }
      changes.publish({ kind: 'connection', keyHash })
    },

    async drop(key, reason, actor) {
      const row = await store.findByKey(connectionKeyHash(key))
      if (row) await removeAll([row], reason, actor)
    },
    dropOfProvider: async (name, reason, actor) => removeAll(await store.ofProvider(name), reason, actor),
    dropOfWorkload: async (name, reason, actor) => removeAll(await store.ofWorkload(name), reason, actor),
    dropOfUser: async (user, reason, actor) => removeAll(await store.ofUser(userKeyText(user)), reason, actor),
    async dropKept(keyHash, reason, actor, owner) {
      const row = await store.findByKey(keyHash)
      if (!row || (owner && userKeyText(row.user) !== userKeyText(owner))) return false
      await removeAll([row], reason, actor)
      return true
    },
    stop: () => cache.stop(),
  }
}

async function snapshotOrStored(
  deps: Pick<ConnectionDeps, 'providers' | 'logger'>,
  provider: Parameters<CredentialProviders['snapshot']>[0],
): Promise<ProviderSnapshot> {
  try {
    return await deps.providers.snapshot(provider)
  } catch (error) {
    deps.logger.warn({ err: error, provider: provider.name }, 'revoking at the endpoint last seen')
    const { clientId, authMethod, server } = provider.config
    const { name: providerName, version: providerVersion, vendor, callbackId } = provider
    return { providerName, providerVersion, vendor, callbackId, clientId, authMethod, server, sendResource: false }
  }
}
