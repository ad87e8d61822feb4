import type { AuditEntry } from '../../audit/index.ts'

/** RFC 7591 members, in their own spelling. */
export type ClientMetadata = Record<string, unknown>

export interface StoredClient {
  id: string
  /** `registered` by an administrator, `dynamic` by itself. */
  kind: 'registered' | 'dynamic'
  name: string
  metadata: ClientMetadata
  secretHash?: string
  /** Who registered it, as JSON of an Actor. */
  createdBy: string
  /** Milliseconds since 1970. */
  createdAt: number
  usedAt?: number
}
export type NewClient = Omit<StoredClient, 'createdAt' | 'usedAt'> & {
  /** Digest of the address that a self-registration came from. */
  registeredFrom?: string
}

export interface RegistrationLimits {
  perAddress: number
  perAddressMs: number
  /** Self-registrations that nobody has allowed yet. */
  unused: number
  inAll: number
}

export interface ClientStore {
  find(id: string): Promise<StoredClient | undefined>
  insert(client: NewClient, audit: AuditEntry): Promise<void>
  /** One conditional statement: false where a limit is met. */
  insertWithin(client: NewClient, limits: RegistrationLimits): Promise<boolean>
  /** Newest first. */
  list(): Promise<StoredClient[]>
  /** Also takes away what people allowed it. False where it is not there. */
  remove(id: string, audit: AuditEntry): Promise<boolean>
  markUsed(id: string): Promise<void>
  /** Self-registrations that nobody allowed within this time, and those whose last use is longer ago than `idleMs`. */
  reap(limits: { unusedMs: number; idleMs: number }): Promise<number>
}
