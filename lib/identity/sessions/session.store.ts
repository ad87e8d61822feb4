import type { AuditEntry } from '../../audit/index.ts'
import type { AuthorizationSession, SessionState } from './session.ts'

export { isFinal } from './session.ts'
export type { AuthorizationSession, SessionState }

export type NewSession = Omit<
  AuthorizationSession,
  | 'state'
  | 'completionHash'
  | 'cookieHash'
  | 'stateHash'
  | 'verifierSealed'
  | 'codeSealed'
  | 'proofHash'
  | 'failure'
  | 'openedAt'
  | 'claimedUntil'
  | 'endedAt'
  | 'createdAt'
  | 'expiresAt'
  | 'expired'
> & { userText: string; purposeKey: string }

export interface SessionLimits {
  lifetimeMs: number
  /** Sessions that are not final and not expired. */
  pendingPerUser: number
  pendingInAll: number
}

/** One arrow of the state machine. */
export interface Move {
  from: readonly SessionState[]
  to: SessionState
  /** Further conditions; the row must still hold exactly these. */
  where?: { stateHash?: string; completionHash?: string }
  set?: Partial<
    Pick<
      AuthorizationSession,
      'completionHash' | 'cookieHash' | 'stateHash' | 'verifierSealed' | 'codeSealed' | 'proofHash' | 'failure'
    >
  > & { extraScopes?: readonly string[] }
  /** `alive`: only before expiry. `overdue`: only after it (COMPLETING: after its claim). By the database's clock. */
  when: 'alive' | 'overdue' | 'always'
  /** COMPLETING alone: how long the exchange may take. */
  claimMs?: number
  audit?: AuditEntry
}

export interface PendingLike {
  workloadName: string
  userText: string
  providerName: string
  purposeKey: string
  returnUrl: string
}

export interface SessionStanding {
  elicitationId: string
  state: SessionState
  /** By the database's clock. */
  expired: boolean
}

export interface SessionStore {
  /** CREATED, with expiry by the database's clock. False where a limit is met. */
  insert(session: NewSession, limits: SessionLimits, audit: AuditEntry): Promise<boolean>
  find(id: string): Promise<AuthorizationSession | undefined>
  findByStart(startHash: string): Promise<AuthorizationSession | undefined>
  findByCompletion(completionHash: string): Promise<AuthorizationSession | undefined>
  findByState(stateHash: string): Promise<AuthorizationSession | undefined>
  /** Of these consents, those that there are. At most 500 are asked for at once. */
  standing(elicitationIds: readonly string[]): Promise<SessionStanding[]>
  /** CREATED or OPENED ones with at least `minLeftMs` to live, newest first. */
  pendingLike(like: PendingLike, minLeftMs: number): Promise<AuthorizationSession[]>
  /** OPENED, CODE_HELD or COMPLETING ones that have not expired, newest first: somebody is at them in a browser. */
  openedLike(like: PendingLike): Promise<AuthorizationSession[]>
  /**
   * One conditional update; true where it took. A final state forgets code, verifier and cookie in the same statement;
   * OPENED notes when; CODE_HELD forgets the cookie.
   */
  move(id: string, move: Move): Promise<boolean>
  /** Expired ones that are not final, and COMPLETING ones whose claim is over. */
  overdue(limit: number): Promise<AuthorizationSession[]>
  /** Newest first. */
  ofPurpose(purposeKey: string, limit: number): Promise<AuthorizationSession[]>
}
