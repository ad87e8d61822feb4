import { LRUCache } from 'lru-cache'
import { DomainError } from '../../kernel/domain-error.ts'
import type { Secret } from '../../kernel/secret.ts'
import { sha256Hex } from '../../platform/crypto/hash.ts'
import { randomToken } from '../../platform/random.ts'
import type { ProviderSnapshot } from '../credential-providers/provider.ts'
import type { TokenSet, TokenVerdict } from '../oauth-client/judge-token-answer.ts'
import { openRefresh, sealAccess, sealRefresh, type BoundRefreshToken } from './connection-sealing.ts'
import type { ConnectionGrant, StoredConnection } from './connection.store.ts'
import type { ConnectionDeps, Unavailable } from './connection-deps.ts'

/** Longer than the token endpoint's deadline; after a crash nobody refreshes for as long as this. */
const leaseMs = 15_000
const maxBackoffMs = 5_000
const clientFaultMs = 15_000
const saveAttempts = 5
/** A token that came from a forced refresh and is refused again within this time cannot be helped by another one. */
const forcedMs = 120_000

export type RefreshOutcome =
  | { kind: 'row'; row: StoredConnection }
  /** The provider's verdict on the current generation, or no refresh token: only consent helps. */
  | { kind: 'dead' }
  | Unavailable

/** One refresh under way: its fencing number, and by whom and where the token was presented. */
interface Attempt {
  leaseNo: number
  bound: BoundRefreshToken
  provider: ProviderSnapshot
  clientSecret: Secret | undefined
}

export interface Refresher {
  refresh(row: StoredConnection): Promise<RefreshOutcome>
  /** One forced refresh per version; a token just refreshed that is refused again is dead. */
  afterRejection(row: StoredConnection): Promise<RefreshOutcome>
}

/** At most one refresh in flight per connection (I5), decided in the process first and then by the row's lease. */
export function createRefresher(deps: ConnectionDeps): Refresher {
  const { store, keyring, clock } = deps
  const owner = randomToken(12)
  const inFlight = new Map<string, Promise<RefreshOutcome>>()
  const notBefore = new LRUCache<string, { at: number; failures: number; message: string }>({ max: 10_000 })
  const forced = new LRUCache<string, number>({ max: 10_000, ttl: forcedMs })

  const unavailable = (message: string, retryMs: number): Unavailable => ({
    kind: 'unavailable',
    message,
    retryAfterSeconds: Math.max(1, Math.ceil(retryMs / 1000)),
  })

  /** The provider's own documents went bad: nothing is sent anywhere until an admin has looked. */
  const unusable = (error: unknown): Unavailable => {
    if (error instanceof DomainError && error.code === 'ServiceUnavailableException')
      return unavailable(error.message, clientFaultMs)
    throw error
  }

  const dead = async (row: StoredConnection, failure: string): Promise<RefreshOutcome> => {
    const audit = {
      type: 'connection.needs-reauth',
      actor: { kind: 'system' },
      resource: `connection/${row.keyHash.slice(0, 16)}`,
      outcome: 'failed',
      detail: { user: row.user, provider: row.providerName, failure },
    } as const
    const took = await store.needsReauth(row.id, row.version, failure, audit)
    deps.changes.publish({ kind: 'connection', keyHash: row.keyHash })
    // Re-read before giving up: a sibling that rotated the token has won, and its token is good.
    return took ? { kind: 'dead' } : reread(row)
  }

  const reread = async (row: StoredConnection): Promise<RefreshOutcome> => {
    const current = await store.findByKey(row.keyHash)
    if (current?.status !== 'ACTIVE') return { kind: 'dead' }
    if (current.version > row.version) return { kind: 'row', row: current }
    return unavailable('Another process is renewing this connection. Call again.', 1_000)
  }

  const judge = async (row: StoredConnection, attempt: Attempt, verdict: TokenVerdict): Promise<RefreshOutcome> => {
    if (verdict.kind === 'tokens') {
      notBefore.delete(row.keyHash)
      return save(row, attempt, verdict.tokens)
    }
    if (verdict.fault === 'grant') return dead(row, verdict.reason)
    await store.releaseRefresh(row.id, attempt.leaseNo)
    const failures = (notBefore.get(row.keyHash)?.failures ?? 0) + 1
    const wait =
      verdict.fault === 'transient'
        ? Math.min(500 * 2 ** failures, verdict.retryAfterMs ?? maxBackoffMs, maxBackoffMs)
        : clientFaultMs
    const message =
      verdict.fault === 'transient'
        ? `${row.providerName} cannot renew the connection at the moment. ${verdict.reason} Call again.`
        : `The OAuth client ${row.providerName} is refused by its provider. ${verdict.reason} An administrator must check it.`
    notBefore.set(row.keyHash, { at: clock.now() + wait, failures, message })
    return unavailable(message, wait)
  }

  const save = async (row: StoredConnection, attempt: Attempt, tokens: TokenSet) => {
    const { leaseNo, bound } = attempt
    const next = { id: row.id, keyHash: row.keyHash, version: row.version + 1 }
    const now = clock.now()
    const grant: ConnectionGrant = {
      extraScopes: row.extraScopes,
      grantedScopes: tokens.scopes ?? row.grantedScopes,
      resource: row.resource,
      accessSealed: sealAccess(keyring, next, tokens.accessToken),
      // No new refresh token in the answer: the old one goes on (RFC 6749 §6).
      refreshSealed: sealRefresh(keyring, next, { ...bound, token: tokens.refreshToken ?? bound.token }),
      ...(tokens.expiresInMs !== undefined && { expiresAt: now + tokens.expiresInMs }),
      obtainedAt: now,
    }
    const saved = await persist(() => store.saveRefreshed(row.id, row.version, leaseNo, grant))
    deps.changes.publish({ kind: 'connection', keyHash: row.keyHash })
    if (saved) return { kind: 'row', row: { ...row, ...grant, version: next.version } } as const
    await discard(attempt, tokens)
    return reread(row)
  }

  /** The row went on without us (a new consent, a disconnect): what we hold must not live on at the provider. */
  const discard = ({ provider, clientSecret }: Attempt, tokens: TokenSet) =>
    deps.revocations.add(
      deps.revocations.prepare(provider, { ...tokens, clientSecret }, 'refreshed after the connection ended', 0),
    )

  const run = async (row: StoredConnection): Promise<RefreshOutcome> => {
    const pause = notBefore.get(row.keyHash)
    if (pause && pause.at > clock.now()) return unavailable(pause.message, pause.at - clock.now())
    if (row.refreshSealed === undefined) return dead(row, 'The token expired and the provider gave no refresh token.')
    const provider = await deps.providers.find(row.providerName)
    if (!provider) return { kind: 'dead' }
    const bound = openRefresh(keyring, row, row.refreshSealed)
    const snapshot = await deps.providers.snapshot(provider).catch(unusable)
    if ('kind' in snapshot) return snapshot
    if (bound.issuer !== snapshot.server.issuer || bound.clientId !== snapshot.clientId)
      return dead(row, 'The OAuth client was changed since the person agreed.')
    const digest = sha256Hex(bound.token.reveal())
    const leaseNo = await store.claimRefresh(row.id, row.version, { owner, digest, leaseMs })
    if (leaseNo === undefined) return reread(row)
    const clientSecret = deps.providers.secretOf(provider)
    const verdict = await deps.tokenClient.refresh({
      provider: snapshot,
      secret: clientSecret,
      refreshToken: bound.token,
      resource: row.resource,
    })
    return judge(row, { leaseNo, bound, provider: snapshot, clientSecret }, verdict)
  }

  const single = (row: StoredConnection) => {
    const running = inFlight.get(row.keyHash)
    if (running) return running
    const started = run(row).finally(() => inFlight.delete(row.keyHash))
    inFlight.set(row.keyHash, started)
    return started
  }

  return {
    refresh: single,
    async afterRejection(row) {
      if (forced.get(row.keyHash) === row.version) return dead(row, 'The server refuses a token that was just renewed.')
      if (row.refreshSealed === undefined)
        return dead(row, 'The server refuses the token, and there is no refresh token.')
      const outcome = await single(row)
      if (outcome.kind === 'row') forced.set(row.keyHash, outcome.row.version)
      return outcome
    },
  }
}

/** The old refresh token is spent by now: a database that stumbles must not cost the person the connection. */
async function persist(write: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      if (attempt === saveAttempts) throw error
      await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt))
    }
  }
}
