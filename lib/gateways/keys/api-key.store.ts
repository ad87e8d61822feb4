import type { AuditEntry } from '../../audit/index.ts'
import type { Actor } from '../../kernel/principals.ts'

/** Times in milliseconds since 1970. */
export interface ApiKeyRecord {
  id: string
  gatewayId: string
  name: string
  /** Sorted; absent: every target of the gateway, those to come as well. */
  targetIds?: string[]
  createdBy: Actor
  createdAt: number
  expiresAt: number
  revokedAt?: number
  /** To the minute. */
  lastUsedAt?: number
}
export type NewApiKey = Omit<ApiKeyRecord, 'createdAt' | 'revokedAt' | 'lastUsedAt'> & {
  /** SHA-256 of the key, base64url. */
  hash: string
}

/** The promises are run on both databases by tests/contract/api-key-store.test.ts. */
export interface ApiKeyStore {
  /** `no-gateway` where it is gone or going; however many callers race, a gateway has no more keys than `mostPerGateway`. */
  insert(
    key: NewApiKey,
    mostPerGateway: number,
    audit: AuditEntry,
  ): Promise<'stored' | 'name-taken' | 'no-gateway' | 'too-many'>
  find(gatewayId: string, id: string): Promise<ApiKeyRecord | undefined>
  findByHash(hash: string): Promise<ApiKeyRecord | undefined>
  /** All keys of a gateway by their hash, whatever their state. */
  byHash(gatewayId: string): Promise<Map<string, ApiKeyRecord>>
  /** Ordered by name, after the name given. */
  page(gatewayId: string, after: string | undefined, limit: number): Promise<ApiKeyRecord[]>
  /** Only brings the end forward, and only of a key that is not revoked; false otherwise. */
  endEarlier(id: string, expiresAt: number, audit: AuditEntry): Promise<boolean>
  /** False where it is revoked already, or gone. */
  revoke(id: string, audit: AuditEntry): Promise<boolean>
  /** False where it is gone already. */
  remove(id: string, audit: AuditEntry): Promise<boolean>
  /** Never sets a time back. */
  touch(uses: readonly { id: string; at: number }[]): Promise<void>
}
