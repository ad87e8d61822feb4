import { z } from 'zod'
import { Secret } from '../../kernel/secret.ts'
import { open, seal } from '../../platform/crypto/envelope.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import type { Clock } from '../../platform/clock.ts'
import type { EgressFetch } from '../../platform/http/index.ts'
import type { Logger } from '../../platform/logger.ts'
import { newId } from '../../platform/random.ts'
import type { ProviderSnapshot } from '../credential-providers/provider.ts'
import { revoke, type DeadTokens } from '../oauth-client/revoke.ts'
import type { NewRevocation, RevocationStore } from './revocation.store.ts'

const pollMs = 2_000
/** Longer than one revocation can take, so that no second worker repeats it. */
const hideMs = 45_000
const giveUpMs = 86_400_000
const maxDelayMs = 3_600_000

export interface Revocations {
  /** A row for the outbox; nothing is stored yet. */
  prepare(provider: ProviderSnapshot, tokens: DeadTokens, reason: string, dueInMs: number): NewRevocation
  add(revocation: NewRevocation): Promise<void>
  /** The tokens are not needed any more: now. */
  release(id: string): Promise<void>
  /** Works off what is due; runs by itself between start and stop. */
  work(): Promise<void>
  start(): void
  stop(): Promise<void>
}

const tokensSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string().optional(),
  clientSecret: z.string().optional(),
})
const aad = (id: string) => ['revocation', id]

/** Tokens to end at the provider, kept until the provider has ended them or a day is over (security reference §3.8). */
export function createRevocations(deps: {
  store: RevocationStore
  keyring: Keyring
  fetch: EgressFetch
  clock: Clock
  logger: Logger
}): Revocations {
  const { store, keyring, logger } = deps
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> = Promise.resolve()

  const settle = async (row: Awaited<ReturnType<RevocationStore['claimDue']>>[number]) => {
    const provider = JSON.parse(row.providerSnapshot) as ProviderSnapshot
    const outcome = await revoke(deps.fetch, provider, openTokens(keyring, row.id, row.tokensSealed))
    const overdue = deps.clock.now() - row.createdAt > giveUpMs
    if (outcome === 'later' && !overdue) {
      await store.postpone(row.id, Math.min(2_000 * 2 ** row.attempts, maxDelayMs))
      return
    }
    await store.remove(row.id)
    const facts = { provider: provider.providerName, reason: row.reason, outcome }
    if (outcome === 'done') logger.info(facts, 'tokens revoked and dropped')
    else logger.warn(facts, 'tokens dropped here, and not ended at the provider: they live there until they expire')
  }

  const work = async () => {
    const rows = await store.claimDue(20, hideMs)
    const settled = await Promise.allSettled(rows.map(settle))
    for (const one of settled) if (one.status === 'rejected') logger.error({ err: one.reason }, 'revocation failed')
  }
  const run = () => {
    working = working.then(work).catch((error: unknown) => logger.error({ err: error }, 'revocation outbox failed'))
    return working
  }

  return {
    prepare(provider, tokens, reason, dueInMs) {
      const id = newId()
      const text = JSON.stringify({
        accessToken: tokens.accessToken.reveal(),
        refreshToken: tokens.refreshToken?.reveal(),
        clientSecret: tokens.clientSecret?.reveal(),
      })
      const tokensSealed = seal(keyring, new Secret(text), aad(id))
      return { id, providerSnapshot: JSON.stringify(provider), tokensSealed, reason, dueInMs }
    },
    add: (revocation) => store.insert(revocation),
    async release(id) {
      await store.makeDue(id)
      await run()
    },
    work: run,
    start() {
      timer ??= setInterval(() => void run(), pollMs).unref()
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
      await working
    },
  }
}

function openTokens(keyring: Keyring, id: string, sealed: string): DeadTokens {
  const tokens = tokensSchema.parse(JSON.parse(open(keyring, sealed, aad(id)).reveal()))
  return {
    accessToken: new Secret(tokens.accessToken),
    ...(tokens.refreshToken !== undefined && { refreshToken: new Secret(tokens.refreshToken) }),
    ...(tokens.clientSecret !== undefined && { clientSecret: new Secret(tokens.clientSecret) }),
  }
}
