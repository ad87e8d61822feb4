import { LRUCache } from 'lru-cache'
import type { Audit } from '../../audit/index.ts'
import type { Clock } from '../../platform/clock.ts'
import { sha256Base64url } from '../../platform/crypto/hash.ts'
import type { Logger } from '../../platform/logger.ts'
import type { ApiKeyRecord, ApiKeyStore } from './api-key.store.ts'
import type { KeyVerdict } from './key-rings.ts'

/** The same key at the same gateway for the same reason is told once in this time. */
const quietMs = 60_000
/** Keys that are none of a gateway's are looked up among all others at most this often: anybody can make up one. */
const lookEveryMs = 1_000

/**
 * The caller is told nothing but that his key is not accepted; administrators read here which key it was and why. What is
 * no key at all is not worth a row.
 */
export function createKeyRefusals(deps: {
  store: Pick<ApiKeyStore, 'findByHash'>
  audit: Audit
  clock: Clock
  logger: Logger
}): (gatewayId: string, text: string, verdict: KeyVerdict) => void {
  const told = new LRUCache<string, number>({ max: 1_000 })
  let lookedAt = Number.NEGATIVE_INFINITY

  async function tell(gatewayId: string, { id, name, ...key }: ApiKeyRecord, reason: string): Promise<void> {
    const now = deps.clock.now()
    const about = `${gatewayId} ${id} ${reason}`
    if (now - (told.get(about) ?? Number.NEGATIVE_INFINITY) < quietMs) return
    told.set(about, now)
    await deps.audit.record({
      type: 'api-key.refused',
      actor: { kind: 'user', user: { kind: 'key', gatewayId: key.gatewayId, keyId: id, name } },
      resource: `gateway/${gatewayId}`,
      outcome: 'refused',
      detail: { reason, keyId: id, name, ...(key.gatewayId !== gatewayId && { belongsTo: key.gatewayId }) },
    })
  }

  async function explain(gatewayId: string, text: string, verdict: KeyVerdict): Promise<void> {
    if (verdict.ok || verdict.reason === 'malformed') return
    if (verdict.key) return tell(gatewayId, verdict.key, `It is ${verdict.reason}.`)
    const now = deps.clock.now()
    if (now - lookedAt < lookEveryMs) return
    lookedAt = now
    const key = await deps.store.findByHash(sha256Base64url(text))
    if (key && key.gatewayId !== gatewayId) await tell(gatewayId, key, 'It is of another gateway.')
  }

  return (gatewayId, text, verdict) =>
    void explain(gatewayId, text, verdict).catch((error: unknown) =>
      deps.logger.warn({ gatewayId, error }, 'the refusal of an API key could not be recorded'),
    )
}
