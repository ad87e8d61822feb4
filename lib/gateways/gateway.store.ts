import type { AuditEntry } from '../audit/index.ts'
import type { GatewayRecord, GatewaySettings } from './gateway.ts'

export type { GatewayRecord, GatewaySettings }

export interface NewGateway {
  record: GatewayRecord
  clientToken?: string
  /** SHA-256 of the request that the client token belongs to. */
  inputHash: string
}

/** The promises are run on every adapter by tests/contract/gateway-store.test.ts. */
export interface GatewayStore {
  /** Of callers that race for a name or a client token exactly one stores; the others learn which of the two was taken. */
  insert(gateway: NewGateway, audit: AuditEntry): Promise<'stored' | 'name-taken' | 'token-taken'>
  find(id: string): Promise<GatewayRecord | undefined>
  findByClientToken(clientToken: string): Promise<{ record: GatewayRecord; inputHash: string } | undefined>
  /** Ordered by id, after the id given. */
  page(after: string | undefined, limit: number): Promise<GatewayRecord[]>
  /** Ordered by name. */
  all(): Promise<GatewayRecord[]>
  /** Ends CREATING; false where that was no longer the status. */
  markReady(id: string): Promise<boolean>
  /** Replaces the settings where the version is still `version`; a stale caller changes nothing and gets false. */
  replace(id: string, version: number, settings: GatewaySettings, audit: AuditEntry): Promise<boolean>
  /** READY → DELETING where the version is still `version` and no target exists; otherwise changes nothing. */
  markDeleting(id: string, version: number, audit: AuditEntry): Promise<boolean>
  /** Takes a DELETING gateway away, with its API keys. */
  erase(id: string): Promise<void>
}
