import type { AuditEntry } from '../../audit/index.ts'
import type { GroupRole, SignInKind } from '../../contracts/sign-in.ts'
import type { SessionOwner } from '../account.store.ts'

export interface SignInProviderRecord {
  id: string
  kind: SignInKind
  name: string
  issuer: string
  clientId: string
  secretSealed: string
  scopes: string
  groupClaim?: string
  roleByGroup: Readonly<Record<string, GroupRole>>
  whoMayJoin: 'invited' | 'anybody'
  bindsCallers: boolean
  enabled: boolean
  /** Of sign-in.json, which alone changes it. */
  fromFile: boolean
}

/** An account at a provider, by what the provider vouches for. */
export interface Subject {
  iss: string
  sub: string
}

export interface NewLink extends Subject {
  userId: string
  label: string
  /** The group that gives the person's role. */
  roleGroup?: string
}

export interface LinkRecord {
  linkId: string
  issuer: string
  sub: string
  label: string
  /** The person was made by the first sign-in with it. */
  cameBy: boolean
  roleGroup?: string
  createdAt: number
  lastUsedAt?: number
}

export interface SignInStore {
  /** By name. There are a few at most. `version` is another one after each change. */
  providers(): Promise<(SignInProviderRecord & { version: string })[]>
  find(id: string): Promise<SignInProviderRecord | undefined>
  /** False where the id, the name or the issuer is taken. */
  create(provider: SignInProviderRecord, audit: AuditEntry): Promise<boolean>
  /** Turned off, the sessions that it opened end. `gone` where it is not in the given version any more. */
  update(
    provider: SignInProviderRecord,
    audit: AuditEntry,
    version?: string,
  ): Promise<{ done: 'updated' | 'gone' | 'taken'; endedSessions: string[] }>
  /** Ends the sessions that it opened. The links of its issuer stay: they name people for good. Undefined where it is gone. */
  remove(id: string, audit: AuditEntry, version?: string): Promise<string[] | undefined>
  /** Whose account it is, of disabled people too. */
  ownerOf(subject: Subject): Promise<(SessionOwner & { disabled: boolean; cameBy: boolean }) | undefined>
  /** A person who comes for the first time. Tells which of the two is taken. */
  insertPerson(person: SessionOwner, link: NewLink, audit: AuditEntry): Promise<'inserted' | 'address' | 'subject'>
  /** False where the account is somebody's already, or the person gone or disabled. */
  link(link: NewLink, audit: AuditEntry): Promise<boolean>
  /** Spends a link of invitation for an account instead of a password. Of callers at once exactly one gets `accepted`. */
  accept(link: NewLink, tokenHash: string, audit: AuditEntry): Promise<'accepted' | 'spent' | 'subject'>
  links(userId: string): Promise<LinkRecord[]>
  /** By the person: never the last way in; sessions stay. */
  unlink(userId: string, linkId: string, audit: AuditEntry): Promise<boolean>
  /** By an administrator: the last way in too, and the sessions that it opened end. Undefined where it is gone or the person disabled. */
  takeAway(userId: string, linkId: string, audit: AuditEntry): Promise<string[] | undefined>
  /** False where the link is gone, the person disabled or the provider turned off. */
  openSession(
    session: { sessionId: string; lifetimeMs: number; userAgent: string },
    link: NewLink,
    audit: AuditEntry,
  ): Promise<boolean>
  /** Accounts of disabled people, `most` of them at most. */
  barred(most: number): Promise<Subject[]>
  isBarred(subject: Subject): Promise<boolean>
  /** The role that groups give, for every gateway. False where it would take the last administrator. */
  setRole(userId: string, role: GroupRole, audit: AuditEntry): Promise<boolean>
}
