import type { AuditEntry } from '../audit/index.ts'
import type { SignedInWith } from '../kernel/principals.ts'
import type { ConsoleRole } from '../kernel/roles.ts'

/** Who somebody is and what for. */
export interface SessionOwner {
  userId: string
  email: string
  role: ConsoleRole
  /** The gateways that the role is for; left out: all. */
  gatewayIds?: readonly string[]
}

export interface LiveSession extends SessionOwner {
  /** Left out where a password opened it, and where the account or its provider is not here any more. */
  signedInWith?: SignedInWith
}

export interface User extends SessionOwner {
  /** Empty until an invitation is accepted. */
  passwordHash: string
  disabled: boolean
}

export type NewUser = Omit<User, 'disabled'>

export interface NewSession {
  sessionId: string
  userId: string
  /** Of the password that was given. Where it has been replaced since, there is no session. */
  passwordHash: string
  lifetimeMs: number
  /** What the browser said of itself, shortened. */
  userAgent: string
}

export interface AccountStore {
  hasUsers(): Promise<boolean>
  /** Undefined for whom does not exist or is disabled. */
  findActive(userId: string): Promise<SessionOwner | undefined>
  /** Disabled ones too, so that the caller spends the same time on them. */
  findUser(email: string): Promise<User | undefined>
  /** The one set-up token that counts from now on; SHA-256 of it. */
  replaceSetupToken(hash: string): Promise<void>
  isSetupToken(hash: string): Promise<boolean>
  /**
   * Stores the first user and spends the token, where it is the current one and there is no user yet. Of callers at
   * once exactly one gets true.
   */
  insertFirstUser(user: NewUser, setupTokenHash: string, audit: AuditEntry): Promise<boolean>
  /** False where the e-mail address is taken. */
  insertUser(user: NewUser, audit: AuditEntry): Promise<boolean>
  /** Makes the user an enabled administrator with this password, and ends the sessions that are open. */
  restoreAdmin(userId: string, passwordHash: string, audit: AuditEntry): Promise<void>
  /**
   * By the person himself: ends his other sessions. False where he was disabled or removed meanwhile, or where the
   * password is another one by now.
   */
  changePassword(
    change: { userId: string; from: string; to: string; exceptSession: string },
    audit: AuditEntry,
  ): Promise<boolean>
  /** Ends by the database's clock. False where the user was disabled or removed meanwhile. */
  insertSession(session: NewSession, audit: AuditEntry): Promise<boolean>
  /** False where it had ended already. */
  endSession(sessionId: string, audit: AuditEntry): Promise<boolean>
  /** Undefined for an unknown, ended or expired session, and for one of a disabled user. */
  findLiveSession(sessionId: string): Promise<LiveSession | undefined>
}
