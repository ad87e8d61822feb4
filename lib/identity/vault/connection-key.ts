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

/** SHA-256 of the length-prefixed parts, so that no two different keys meet (MT-2). */
export function connectionKeyHash(key: ConnectionKey): string {
  const scopes = sortedScopes(key.scopes)
  const parts = [key.workloadName, userKeyText(key.user), key.providerName, String(scopes.length), ...scopes]
  return sha256Hex(parts.map(prefixed).join(''))
}
