import { LRUCache } from 'lru-cache'
import type { UserKey } from '../../kernel/principals.ts'
import { userKeyText } from '../../kernel/principals.ts'
import { sha256Hex } from '../../platform/crypto/hash.ts'

/** One connection serves all targets of a workload with the same provider and scopes, for one person (I3). */
export interface ConnectionKey {
  workloadName: string
  user: UserKey
  providerName: string
  scopes: readonly string[]
}

export const sortedScopes = (scopes: readonly string[]): string[] => [...new Set(scopes)].sort()

const prefixed = (part: string) => `${Buffer.byteLength(part)}:${part}`

const hashes = new LRUCache<string, string>({ max: 10_000 })
/** Those of keys that are never changed once made, as the data plane keeps them. */
const known = new WeakMap<ConnectionKey, string>()

/** SHA-256 of the length-prefixed parts, so that no two different keys meet (MT-2). Calls come with the same keys. */
export function connectionKeyHash(key: ConnectionKey): string {
  let hash = known.get(key)
  if (hash === undefined) known.set(key, (hash = hashByText(key)))
  return hash
}

function hashByText(key: ConnectionKey): string {
  const text = textOf([key.workloadName, userKeyText(key.user), key.providerName, ...key.scopes])
  let hash = hashes.get(text)
  if (hash === undefined) hashes.set(text, (hash = hashOf(key)))
  return hash
}

/** What hashes are kept under: of other parts it is another text. */
const textOf = (parts: readonly string[]): string => {
  let text = ''
  for (const part of parts) text += `${part.length}:${part}`
  return text
}

function hashOf(key: ConnectionKey): string {
  const scopes = sortedScopes(key.scopes)
  const parts = [key.workloadName, userKeyText(key.user), key.providerName, String(scopes.length), ...scopes]
  return sha256Hex(parts.map(prefixed).join(''))
}
