import type { Secret } from '../../kernel/secret.ts'
import type { Actor, UserKey } from '../../kernel/principals.ts'
import type { ProviderSnapshot } from '../credential-providers/provider.ts'

export type ConsoleActor = Extract<Actor, { kind: 'console' }>

/** The states of one consent, and where each may go. Those that lead nowhere are final (README.md draws it). */
export const sessionTransitions = {
  CREATED: ['OPENED', 'DENIED', 'FAILED', 'EXPIRED'],
  OPENED: ['OPENED', 'CODE_HELD', 'DENIED', 'FAILED', 'EXPIRED', 'MISMATCH'],
  CODE_HELD: ['COMPLETING', 'FAILED', 'EXPIRED', 'MISMATCH'],
  COMPLETING: ['DONE', 'FAILED'],
  DONE: [],
  DENIED: [],
  FAILED: [],
  EXPIRED: [],
  MISMATCH: [],
} as const satisfies Record<string, readonly string[]>
export type SessionState = keyof typeof sessionTransitions

export const isFinal = (state: SessionState): boolean => sessionTransitions[state].length === 0

export type CallPurpose = {
  kind: 'call'
  gatewayId: string
  gatewayName: string
  targetId: string
  targetName: string
}
export type SyncPurpose = Omit<CallPurpose, 'kind'> & { kind: 'sync' }
/** Started at the console by the person whose connection it will be, before a call needs it. */
export type ConnectPurpose = Omit<CallPurpose, 'kind'> & { kind: 'connect' }
export type SessionPurpose = CallPurpose | SyncPurpose | ConnectPurpose | { kind: 'direct' }

export const purposeKey = (purpose: SessionPurpose): string =>
  purpose.kind === 'direct' ? 'direct' : `${purpose.kind}:${purpose.targetId}`

/** What a session is for, in words. */
export const purposeText = (purpose: SessionPurpose): string =>
  purpose.kind === 'direct' ? 'direct' : `${purpose.kind} ${purpose.gatewayId}/${purpose.targetId}`

export type Started = { purpose: SessionPurpose; startedBy: Actor; user: UserKey }

/** The account of a starter who came with a token of our own sign-in; such a one can sign in here too. */
export const ownPersonId = ({ user }: Pick<Started, 'user'>, ownIssuer: string): string | undefined =>
  user.kind === 'jwt' && user.iss === ownIssuer ? user.sub : undefined

/** How the starter proves that he is the one who completes; of a `program` with an API key an administrator does it. */
export type Starter = 'console' | 'administrator' | 'program' | 'elsewhere'
export function starterOf(session: Started, ownIssuer: string): Starter {
  if (session.user.kind === 'key') return 'program'
  if (session.purpose.kind !== 'sync') return ownPersonId(session, ownIssuer) === undefined ? 'elsewhere' : 'console'
  return session.startedBy.kind === 'console' ? 'console' : 'administrator'
}

/** Whether this person of the console may open and complete it: SB-2, SB-16. */
export function consoleMayComplete(session: Started, visitor: ConsoleActor | undefined, ownIssuer: string): boolean {
  if (!visitor) return false
  if (session.user.kind === 'key') return visitor.role === 'admin'
  if (session.purpose.kind !== 'sync') return ownPersonId(session, ownIssuer) === visitor.userId
  if (session.startedBy.kind === 'console') return session.startedBy.userId === visitor.userId
  return visitor.role === 'admin'
}

/** What a sync gets. `done` ends the token at the provider at once; without it that happens in 90 seconds. */
export interface SyncGrant {
  sessionId: string
  accessToken: Secret
  /** The userId that the target was given. */
  obtainedFor: string
  done(): Promise<void>
}
export interface SyncOutcome {
  sessionId: string
  state: 'DENIED' | 'FAILED' | 'EXPIRED' | 'MISMATCH' | 'CANCELLED'
  detail?: string
}

/** One consent. Times are milliseconds since 1970. */
export interface AuthorizationSession {
  id: string
  startHash: string
  startSealed: string
  completionHash?: string
  state: SessionState
  purpose: SessionPurpose
  workloadName: string
  user: UserKey
  startedBy: Actor
  providerName: string
  provider: ProviderSnapshot
  /** The target's own: they name the connection that the grant goes to. */
  scopes: string[]
  /** What its server wanted beyond those (step-up). */
  extraScopes: string[]
  customParameters: Record<string, string>
  resource?: string
  returnUrl: string
  /** Sealed: it belongs to the application and comes back to it alone. */
  customState?: string
  elicitationId: string
  cookieHash?: string
  stateHash?: string
  verifierSealed?: string
  codeSealed?: string
  proofHash?: string
  failure?: string
  openedAt?: number
  claimedUntil?: number
  endedAt?: number
  createdAt: number
  expiresAt: number
  /** By the database's clock, when the row was read. */
  expired: boolean
}
