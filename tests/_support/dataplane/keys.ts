import type { AuditEntry } from '../../../lib/audit/index.ts'
import { createInboundKeys, type ApiKeyRecord, type ApiKeyStore } from '../../../lib/gateways/index.ts'
import { newKeyText } from '../../../lib/gateways/keys/key-text.ts'
import type { ChangeBus } from '../../../lib/platform/changes.ts'
import type { Clock } from '../../../lib/platform/clock.ts'
import { sha256Base64url } from '../../../lib/platform/crypto/hash.ts'
import type { Logger } from '../../../lib/platform/logger.ts'

/** API keys in memory behind the real judgement of them; `reads` counts how often the store was asked. */
export function createKeyRoom(deps: { changes: ChangeBus; clock: Clock; logger: Logger }) {
  const byHash = new Map<string, ApiKeyRecord>()
  const audited: AuditEntry[] = []
  const used: string[] = []
  const reads = { rings: 0, others: 0 }
  const store = {
    async byHash(gatewayId: string) {
      reads.rings++
      return new Map([...byHash].filter(([, key]) => key.gatewayId === gatewayId))
    },
    async findByHash(hash: string) {
      reads.others++
      return byHash.get(hash)
    },
  } as Partial<ApiKeyStore> as ApiKeyStore
  const apiKeys = createInboundKeys({
    ...deps,
    store,
    audit: { record: async (entry) => void audited.push(entry) },
    uses: { note: (id) => void used.push(id) },
  })
  const change = ({ gatewayId }: ApiKeyRecord) => deps.changes.publish({ kind: 'gateway-key', gatewayId })

  /** `isTold` false: another node did it, and its news did not arrive. */
  function make(gatewayId: string, name: string, more: Partial<ApiKeyRecord> = {}, isTold = true): string {
    const { keyId: id, text } = newKeyText()
    const now = deps.clock.now()
    const createdBy = { kind: 'system' } as const
    const key = { id, gatewayId, name, createdBy, createdAt: now, expiresAt: now + 3_600_000, ...more }
    byHash.set(sha256Base64url(text), key)
    if (isTold) change(key)
    return text
  }
  function revoke(text: string, isTold = true): void {
    const hash = sha256Base64url(text)
    const key = byHash.get(hash)
    if (!key) throw new Error('There is no such key.')
    const revoked = { ...key, revokedAt: deps.clock.now() }
    byHash.set(hash, revoked)
    if (isTold) change(revoked)
  }
  return { apiKeys, make, revoke, audited, used, reads }
}
