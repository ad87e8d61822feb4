import type { AuditEntry } from '../../audit/index.ts'
import type { UserKey } from '../../kernel/principals.ts'
import type { ConnectionListStore } from './connection-list.store.ts'
import type { NewRevocation } from './revocation.store.ts'

export type { NewRevocation }
export type ConnectionStatus = 'ACTIVE' | 'NEEDS_REAUTH'

/** One person's grant at one provider, as stored. Times are milliseconds since 1970. */
export interface StoredConnection {
  id: string
  keyHash: string
  workloadName: string
  user: UserKey
  providerName: string
  /** Of the key: the target's own. */
  scopes: string[]
  /** What was asked for beyond those. */
  extraScopes: string[]
  grantedScopes: string[]
  resource?: string
  accessSealed: string
  refreshSealed?: string
  /** Absent: lifetime unknown. */
  expiresAt?: number
  obtainedAt: number
  status: ConnectionStatus
  version: number
}

export type ConnectionGrant = Pick<
  StoredConnection,
  'extraScopes' | 'grantedScopes' | 'resource' | 'accessSealed' | 'refreshSealed' | 'expiresAt' | 'obtainedAt'
>

export interface ConnectionStore extends ConnectionListStore {
  findByKey(keyHash: string): Promise<StoredConnection | undefined>
  ofProvider(name: string): Promise<StoredConnection[]>
  ofWorkload(name: string): Promise<StoredConnection[]>
  ofUser(userText: string): Promise<StoredConnection[]>
  /** Version 1. False where the key has a row already. */
  create(row: Omit<StoredConnection, 'status' | 'version'> & { userText: string }, audit: AuditEntry): Promise<boolean>
  /** A fresh consent on an old row: ACTIVE, version + 1, any refresh under way loses. False where not at `version`. */
  replace(id: string, version: number, grant: ConnectionGrant, audit: AuditEntry): Promise<boolean>
  /**
   * The lease of a refresh and its write-ahead marker in one statement: taken only at `version`, while ACTIVE and while
   * no other lease runs by the database's clock. Answers the fencing number.
   */
  claimRefresh(
    id: string,
    version: number,
    claim: { owner: string; digest: string; leaseMs: number },
  ): Promise<number | undefined>
  /** Ends the lease without a verdict. */
  releaseRefresh(id: string, leaseNo: number): Promise<void>
  /** Version + 1, lease ended. False where the lease or the version is no longer ours. */
  saveRefreshed(id: string, version: number, leaseNo: number, grant: ConnectionGrant): Promise<boolean>
  /** A verdict on this very generation only; never an unconditional delete. */
  needsReauth(id: string, version: number, failure: string, audit: AuditEntry): Promise<boolean>
  /**
   * Removes the row and, in the same commit, hands its tokens to the revocation outbox and notes that it was there. False
   * where not at `version`.
   */
  remove(
    id: string,
    version: number,
    ending: { reason: string; audit: AuditEntry; revocation?: NewRevocation },
  ): Promise<boolean>
}
