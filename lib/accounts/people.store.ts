import type { AuditEntry } from '../audit/index.ts'
import type { NewUser, SessionOwner } from './account.store.ts'

/** `invited` has no password yet; times in ms since 1970. */
export interface PersonRecord extends SessionOwner {
  status: 'active' | 'invited' | 'disabled'
  createdAt: number
  lastSignInAt?: number
  /** A link to set a password is out. */
  invitedUntil?: number
}

export interface SessionRecord {
  sessionId: string
  createdAt: number
  expiresAt: number
  userAgent: string
}

export interface PersonChange {
  role: SessionOwner['role']
  gatewayIds?: readonly string[]
  disabled: boolean
}

export interface PeopleStore {
  /** Ordered by e-mail address, after the one given. */
  page(after: string | undefined, limit: number): Promise<PersonRecord[]>
  find(userId: string): Promise<PersonRecord | undefined>
  /** False where the address is taken. */
  invite(user: NewUser, invitation: { tokenHash: string; lifetimeMs: number }, audit: AuditEntry): Promise<boolean>
  /** Replaces an earlier link. False where the person is gone or disabled. */
  renewInvitation(
    userId: string,
    invitation: { tokenHash: string; lifetimeMs: number },
    audit: AuditEntry,
  ): Promise<boolean>
  /** Who a link that still counts is for. */
  findInvited(tokenHash: string): Promise<SessionOwner | undefined>
  /** Of callers at once exactly one gets true. Ends the person's sessions. */
  acceptInvitation(userId: string, tokenHash: string, passwordHash: string, audit: AuditEntry): Promise<boolean>
  /** False where the person is gone, or where nobody would be left who may do everything. Disabling ends sessions. */
  change(userId: string, change: PersonChange, audit: AuditEntry): Promise<boolean>
  /** As `change`: never the last administrator. */
  remove(userId: string, audit: AuditEntry): Promise<boolean>
  /** Live ones, newest first. */
  sessions(userId: string): Promise<SessionRecord[]>
  /** All live sessions of a person but one. Returns their ids. */
  endSessions(userId: string, except: string | undefined, audit: AuditEntry): Promise<string[]>
}
