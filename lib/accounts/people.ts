import type { AuditEventType } from '../audit/index.ts'
import { DomainError, invalidField, notFound } from '../kernel/domain-error.ts'
import { actorLabel, type Actor } from '../kernel/principals.ts'
import { isScopable } from '../kernel/roles.ts'
import type { ChangeBus } from '../platform/changes.ts'
import { sha256Hex } from '../platform/crypto/hash.ts'
import { newId, randomToken } from '../platform/random.ts'
import type { AccountStore, SessionOwner } from './account.store.ts'
import type { PeopleStore, PersonChange, PersonRecord, SessionRecord } from './people.store.ts'
import type { PasswordHasher } from './password-hash.ts'
import type { RoleSource } from './sign-in/links.ts'

/** A week: long enough for a holiday, short enough for a link in a mailbox. */
const invitationLifetimeMs = 7 * 24 * 60 * 60_000

/** Who may sign in, as what, and what of theirs is open. Times in ms since 1970. */
export interface People {
  list(page: { after?: string; limit: number }): Promise<{ items: PersonRecord[]; after?: string }>
  /** @throws DomainError ResourceNotFoundException */
  get(userId: string): Promise<PersonRecord>
  find(userId: string): Promise<PersonRecord | undefined>
  /** `token` is the secret of a one-time link; only its hash is kept. @throws DomainError ConflictException */
  invite(actor: Actor, person: Omit<SessionOwner, 'userId'>): Promise<{ person: PersonRecord; token: string }>
  /** Can sign in at once. @throws DomainError ConflictException where the address is taken */
  create(actor: Actor, person: Omit<SessionOwner, 'userId'> & { password: string }): Promise<PersonRecord>
  /** Another link, which makes an earlier one worthless: for who lost it, or a password. */
  renewInvitation(actor: Actor, userId: string): Promise<{ person: PersonRecord; token: string }>
  invitation(token: string): Promise<SessionOwner | undefined>
  /** Sets the password and ends what was open under another one. @throws DomainError AccessDeniedException */
  accept(token: string, password: string): Promise<SessionOwner>
  /** @throws DomainError ConflictException where no administrator would be left */
  change(actor: Actor, userId: string, change: PersonChange): Promise<PersonRecord>
  remove(actor: Actor, userId: string): Promise<void>
  sessions(userId: string): Promise<SessionRecord[]>
  /** Ends one session of a person, or all but the one of the caller. */
  endSessions(actor: Actor, userId: string, which: { only: string } | { except?: string }): Promise<void>
}

export interface PeopleDependencies {
  people: PeopleStore
  users: Pick<AccountStore, 'insertUser' | 'endSession'>
  passwords: PasswordHasher
  changes: ChangeBus
  /** Where a provider's groups say the role, which cannot be given here then. */
  roleSourceOf(userId: string): Promise<RoleSource | undefined>
}

export function createPeople({ people, users, passwords, changes, roleSourceOf }: PeopleDependencies): People {
  const entry = (type: AuditEventType, actor: Actor, userId: string, detail: Record<string, unknown> = {}) =>
    ({ type, actor, resource: `user/${userId}`, outcome: 'ok', detail }) as const
  const invitationWith = (token: string) => ({ tokenHash: sha256Hex(token), lifetimeMs: invitationLifetimeMs })

  const get = async (userId: string): Promise<PersonRecord> => {
    const person = await people.find(userId)
    if (!person) throw notFound(`Person ${userId}`)
    return person
  }

  return {
    get,
    find: (userId) => people.find(userId),
    sessions: (userId) => people.sessions(userId),
    invitation: (token) => people.findInvited(sha256Hex(token)),

    async list({ after, limit }) {
      const rows = await people.page(after, limit + 1)
      const items = rows.slice(0, limit)
      return { items, ...(rows.length > limit && { after: items.at(-1)?.email }) }
    },

    async create(actor, { password, ...person }) {
      const { user, detail } = newUser(actor, person)
      const active = { ...user, passwordHash: await passwords.hash(password) }
      const audit = entry('account.created', actor, user.userId, detail)
      if (!(await users.insertUser(active, audit))) throw taken(user.email)
      return get(user.userId)
    },

    async invite(actor, person) {
      const { user, detail } = newUser(actor, person)
      const { userId, email } = user
      const token = randomToken()
      if (!(await people.invite(user, invitationWith(token), entry('account.invited', actor, userId, detail))))
        throw taken(email)
      return { person: await get(userId), token }
    },

    async renewInvitation(actor, userId) {
      const { email } = await get(userId)
      const token = randomToken()
      const audit = entry('account.invited', actor, userId, { email, again: true })
      if (!(await people.renewInvitation(userId, invitationWith(token), audit))) throw disabled(email)
      return { person: await get(userId), token }
    },

    async accept(token, password) {
      const tokenHash = sha256Hex(token)
      // Before the hash, which is dear: anybody may call this.
      const person = await people.findInvited(tokenHash)
      if (!person) throw spentLink()
      const audit = entry(
        'account.password-replaced',
        { kind: 'console', ...person, sessionId: 'invitation' },
        person.userId,
        { email: person.email, by: 'invitation' },
      )
      if (!(await people.acceptInvitation(person.userId, tokenHash, await passwords.hash(password), audit)))
        throw spentLink()
      changes.publish({ kind: 'person', userId: person.userId })
      return person
    },

    async change(actor, userId, change) {
      checkScope(change.role, change.gatewayIds)
      const before = await get(userId)
      const source = isSameGrant(before, change) ? undefined : await roleSourceOf(userId)
      if (source) throw roleOfProvider(before.email, source)
      const audit = entry('account.changed', actor, userId, { email: before.email, ...change })
      if (!(await people.change(userId, change, audit))) throw lastAdministrator()
      changes.publish({ kind: 'person', userId })
      return get(userId)
    },

    async remove(actor, userId) {
      const { email } = await get(userId)
      if (!(await people.remove(userId, entry('account.removed', actor, userId, { email })))) throw lastAdministrator()
      changes.publish({ kind: 'person', userId })
    },

    async endSessions(actor, userId, which) {
      const audit = entry('account.session-ended', actor, userId)
      if ('only' in which) {
        const own = (await people.sessions(userId)).some(({ sessionId }) => sessionId === which.only)
        if (!own) throw notFound(`Session ${which.only}`)
        await users.endSession(which.only, audit)
        changes.publish({ kind: 'console-session', sessionId: which.only })
        return
      }
      for (const sessionId of await people.endSessions(userId, which.except, audit))
        changes.publish({ kind: 'console-session', sessionId })
    },
  }
}

function newUser(actor: Actor, { email: given, role, gatewayIds }: Omit<SessionOwner, 'userId'>) {
  checkScope(role, gatewayIds)
  const email = given.trim().toLowerCase()
  const person = { email, role, ...(gatewayIds && { gatewayIds }) }
  return { user: { ...person, userId: newId(), passwordHash: '' }, detail: { ...person, by: actorLabel(actor) } }
}

function checkScope(role: SessionOwner['role'], gatewayIds: readonly string[] | undefined): void {
  if (gatewayIds === undefined) {
    if (role === 'team-lead') throw invalidField('gatewayIds', 'A team lead is one of given gateways. Name them.')
    return
  }
  if (!isScopable(role)) throw invalidField('gatewayIds', `The role ${role} cannot be held for some gateways only.`)
  if (gatewayIds.length === 0) throw invalidField('gatewayIds', 'Name at least one gateway, or leave the list out.')
}

const isSameGrant = (one: Pick<SessionOwner, 'role' | 'gatewayIds'>, other: typeof one): boolean =>
  one.role === other.role && JSON.stringify(one.gatewayIds) === JSON.stringify(other.gatewayIds)

const roleOfProvider = (email: string, { providerName }: RoleSource): DomainError =>
  new DomainError(
    'ConflictException',
    `The groups of ${providerName} say the role of ${email}. Change the groups there, or the roles that they give under Settings → Sign-in.`,
  )
const taken = (email: string): DomainError =>
  new DomainError('ConflictException', `${email} is a person here already.`, {
    fieldList: [{ name: 'email', message: 'This address is a person here already.' }],
  })
const disabled = (email: string): DomainError =>
  new DomainError('ConflictException', `${email} is disabled. Enable the person before you make a link.`)
const lastAdministrator = (): DomainError =>
  new DomainError(
    'ConflictException',
    'This is the last administrator who can sign in. Make another person an administrator first.',
  )
const spentLink = (): DomainError =>
  new DomainError(
    'AccessDeniedException',
    'This link is not valid: it was used, replaced or is too old. Ask your administrator for another one.',
  )
