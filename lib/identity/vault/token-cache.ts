import { LRUCache } from 'lru-cache'
import type { Secret } from '../../kernel/secret.ts'
import type { ChangeBus } from '../../platform/changes.ts'

export interface ServedToken {
  accessToken: Secret
  connectionVersion: number
  expiresAt?: number
  obtainedAt: number
  /** What the provider was asked for when the person agreed, and what it said that it gave. */
  askedScopes: readonly string[]
  grantedScopes: readonly string[]
}

const maxTokens = 10_000

/** Decrypted tokens of this process, so that a warm call asks no database. Dropped by change events. */
export interface TokenCache {
  get(keyHash: string): ServedToken | undefined
  /** Call before the row is read. The answer stores what was read, unless the connection changed meanwhile. */
  begin(keyHash: string): (token: ServedToken) => void
  stop(): void
}

export function createTokenCache(changes: ChangeBus): TokenCache {
  const tokens = new LRUCache<string, ServedToken>({ max: maxTokens })
  let changed = 0
  const stop = changes.subscribe((change) => {
    if (change.kind === 'connection') tokens.delete(change.keyHash)
    else if (change.kind === 'provider') tokens.clear()
    else return
    changed += 1
  })
  return {
    get: (keyHash) => tokens.get(keyHash),
    begin(keyHash) {
      const before = changed
      return (token) => {
        if (changed === before) tokens.set(keyHash, token)
      }
    },
    stop,
  }
}
