import type { AuditEntry } from '../../audit/index.ts'
import type { ProviderRecord } from './provider.ts'

export type { ProviderRecord }

export interface CredentialProviderStore {
  find(name: string): Promise<ProviderRecord | undefined>
  /** By name, in order, after `after`. */
  list(page: { after?: string; limit: number }): Promise<ProviderRecord[]>
  count(): Promise<number>
  /** False where the name is taken. */
  create(record: Omit<ProviderRecord, 'version' | 'omitResource'>, audit: AuditEntry): Promise<boolean>
  /** False where the row is no longer at `version`. */
  update(
    name: string,
    version: number,
    change: Pick<ProviderRecord, 'vendor' | 'config' | 'secretSealed' | 'updatedAt'>,
    audit: AuditEntry,
  ): Promise<boolean>
  /** False where it was gone already. */
  remove(name: string, audit: AuditEntry): Promise<boolean>
  setOmitResource(name: string): Promise<void>
  /** Sets aside a callback id for `lifetimeMs` by the database's clock, and forgets those that lapsed. */
  reserveCallback(callbackId: string, lifetimeMs: number): Promise<void>
  /** True once for a reservation that has not lapsed. */
  takeReservation(callbackId: string): Promise<boolean>
}
