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
  /** Digest of the network that a self-registration came from. */
  registeredFrom?: string
}

/** Bounds of self-registrations that nobody has allowed yet. One that was allowed once gives way to nobody. */
export interface RegistrationLimits {
  perNetwork: number
  unused: number
  /** All clients, whoever registered them. */
  inAll: number
  /** For this long a person may be about to allow it. Then it gives way to a newcomer where there is no room. */
  yieldMs: number
}

export interface ClientStore {
  find(id: string): Promise<StoredClient | undefined>
  insert(client: NewClient, audit: AuditEntry): Promise<void>
  /**
   * Where there is no room, one that was never allowed gives way: of the newcomer's network the oldest that
   * is older than `yieldMs`; in all the oldest of the network that has the most of them, if that is more than the newcomer's
   * would have, else the oldest that is older than `yieldMs`. False where nothing gives way.
   */
  insertWithin(client: NewClient, limits: RegistrationLimits): Promise<boolean>
  /** Newest first. */
  list(): Promise<StoredClient[]>
  /** Also takes away what people allowed it. False where it is not there. */
  remove(id: string, audit: AuditEntry): Promise<boolean>
  markUsed(id: string): Promise<void>
  /** Self-registrations that nobody allowed within this time, and those whose last use is longer ago than `idleMs`. */
  reap(limits: { unusedMs: number; idleMs: number }): Promise<number>
}
