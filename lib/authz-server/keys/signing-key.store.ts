import type { AuditEntry } from '../../audit/index.ts'

export interface StoredKey {
  kid: string
  slot: 'active' | 'next' | null
  publicJwk: string
  privateSealed: string
  /** Milliseconds since 1970, like `retiredAt`. */
  activatedAt?: number
  retiredAt?: number
}
export type NewKey = Pick<StoredKey, 'kid' | 'publicJwk' | 'privateSealed'>

export interface SigningKeyStore {
  /** The active one first, then the next one, then those that signed before, by the database's clock with their ages. */
  all(): Promise<{ keys: StoredKey[]; now: number }>
  /** The first two keys. Of nodes that start at once one stores; the others change nothing. */
  insertFirst(active: NewKey, next: NewKey): Promise<void>
  /** `next` becomes active, `active` retires, `fresh` is the new next: all or nothing, where `active` still is that. */
  rotate(active: string, next: string, fresh: NewKey, audit: AuditEntry): Promise<boolean>
  /** Takes away keys that retired longer ago. */
  purge(olderThanMs: number): Promise<number>
}
