import { LRUCache } from 'lru-cache'
import type { ChangeBus } from '../../platform/changes.ts'
import type { Clock } from '../../platform/clock.ts'
import { sha256Base64url } from '../../platform/crypto/hash.ts'
import type { Logger } from '../../platform/logger.ts'
import type { ApiKeyRecord, ApiKeyStore } from './api-key.store.ts'
import { keyIdIn } from './key-text.ts'

/** Read again in the background from this age on … */
const revalidateMs = 2_500
/** … and never believed when older: a revoked key is out on every node by then. */
const longestMs = 5_000
/** A key that nobody knows is looked for once more, as it may be new: at most this often for all of a gateway. */
const unknownMs = 1_000

export type KeyVerdict =
  | { ok: true; key: ApiKeyRecord }
  /** `key` where it is one of this gateway's. */
  | { ok: false; reason: 'malformed' | 'unknown' | 'expired' | 'revoked'; key?: ApiKeyRecord }

/**
 * All keys of the gateways that are called with keys, by their digests. Made-up keys cost a digest and a look into a map:
 * however many come, a gateway's keys are read once a second.
 */
export interface KeyRings {
  judge(gatewayId: string, text: string): KeyVerdict | Promise<KeyVerdict>
  /** The key is there, and neither revoked nor expired. */
  stands(gatewayId: string, keyId: string): Promise<boolean>
  /** Calls `end` once when the key does not stand any more: at once here, in five seconds where another node ended it. */
  watch(gatewayId: string, keyId: string, end: () => void): () => void
  close(): void
}

interface Ring {
  keys: ReadonlyMap<string, ApiKeyRecord>
  /** When the reading began. */
  asOf: number
  loading: Promise<Ring> | undefined
}
interface Watch {
  keyId: string
  end: () => void
}

export function createKeyRings(deps: {
  store: Pick<ApiKeyStore, 'byHash'>
  changes: ChangeBus
  clock: Clock
  logger: Logger
}): KeyRings {
  const { store, clock } = deps
  const rings = new LRUCache<string, Ring>({ max: 5_000 })
  const watches = new Map<string, Set<Watch>>()
  let timer: NodeJS.Timeout | undefined

  const unsubscribe = deps.changes.subscribe((change) => {
    if (change.kind !== 'gateway-key' && change.kind !== 'gateway') return
    rings.delete(change.gatewayId)
    if (watches.has(change.gatewayId)) void look(change.gatewayId)
  })

  /** A change during the reading drops the ring, so what was read then is kept for nobody. */
  function reload(gatewayId: string, ring: Ring): Promise<Ring> {
    const asOf = clock.now()
    ring.loading ??= store.byHash(gatewayId).then(
      (keys) => Object.assign(ring, { keys, asOf, loading: undefined }),
      (error: unknown) => {
        ring.loading = undefined
        throw error
      },
    )
    return ring.loading
  }

  function ringOf(gatewayId: string, longest = longestMs): Ring | Promise<Ring> {
    let ring = rings.get(gatewayId)
    if (!ring) rings.set(gatewayId, (ring = { keys: new Map(), asOf: Number.NEGATIVE_INFINITY, loading: undefined }))
    const age = clock.now() - ring.asOf
    if (age >= longest) return reload(gatewayId, ring)
    if (age >= revalidateMs)
      reload(gatewayId, ring).catch((error: unknown) =>
        deps.logger.warn({ gatewayId, error }, 'the API keys of a gateway could not be read again'),
      )
    return ring
  }

  function stateOf(key: ApiKeyRecord): KeyVerdict {
    if (key.revokedAt !== undefined) return { ok: false, reason: 'revoked', key }
    return key.expiresAt > clock.now() ? { ok: true, key } : { ok: false, reason: 'expired', key }
  }
  const standing = ({ keys }: Ring): ReadonlySet<string> =>
    new Set([...keys.values()].filter((key) => stateOf(key).ok).map(({ id }) => id))

  async function lookAgain(gatewayId: string, hash: string): Promise<KeyVerdict> {
    const key = (await ringOf(gatewayId, unknownMs)).keys.get(hash)
    return key ? stateOf(key) : { ok: false, reason: 'unknown' }
  }

  async function look(gatewayId: string): Promise<void> {
    try {
      const good = standing(await ringOf(gatewayId, revalidateMs))
      for (const watch of [...(watches.get(gatewayId) ?? [])]) if (!good.has(watch.keyId)) watch.end()
    } catch (error) {
      deps.logger.warn({ gatewayId, error }, 'whether API keys still stand could not be looked up')
    }
  }

  return {
    judge(gatewayId, text) {
      if (keyIdIn(text) === undefined) return { ok: false, reason: 'malformed' }
      const hash = sha256Base64url(text)
      const ring = ringOf(gatewayId)
      if (ring instanceof Promise) return ring.then(() => lookAgain(gatewayId, hash))
      const key = ring.keys.get(hash)
      return key ? stateOf(key) : lookAgain(gatewayId, hash)
    },

    stands: async (gatewayId, keyId) => standing(await ringOf(gatewayId)).has(keyId),

    watch(gatewayId, keyId, end) {
      const stop = () => {
        const all = watches.get(gatewayId)
        if (all?.delete(watch) && all.size === 0) watches.delete(gatewayId)
        if (watches.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
      const watch = {
        keyId,
        end() {
          stop()
          end()
        },
      }
      watches.set(gatewayId, (watches.get(gatewayId) ?? new Set<Watch>()).add(watch))
      timer ??= setInterval(() => {
        for (const watched of watches.keys()) void look(watched)
      }, revalidateMs).unref()
      return stop
    },

    close() {
      unsubscribe()
      clearInterval(timer)
      watches.clear()
    },
  }
}
