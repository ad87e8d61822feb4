import type { Audit, AuditEntry } from '../audit/index.ts'
import { emailSchema, newPasswordSchema, type Person } from '../contracts/console.ts'
import { DomainError, invalidField } from '../kernel/domain-error.ts'
import type { Actor, SignedInWith } from '../kernel/principals.ts'
import type { ChangeBus } from '../platform/changes.ts'
import type { Clock } from '../platform/clock.ts'
import { sha256Hex } from '../platform/crypto/hash.ts'
import { newId, randomToken } from '../platform/random.ts'
import type { AccountStore, NewUser, SessionOwner, User } from './account.store.ts'
import { createPeople, type People, type PeopleDependencies } from './people.ts'
import type { PeopleStore } from './people.store.ts'
import { createPasswordHasher, type PasswordHasher } from './password-hash.ts'
import { createSessionCache } from './session-cache.ts'
import { createSignInThrottle } from './sign-in-throttle.ts'

/** Absolute; the console's cookie never outlives it. */
const sessionLifetimeMs = 12 * 60 * 60_000

/** The people who sign in to the console. */
export interface Accounts {
  needsSetup(): Promise<boolean>
  /**
   * A new secret for the one-time set-up link, which makes the one before worthless; undefined once there is a user.
   * Only its hash is stored.
   */
  setupToken(): Promise<string | undefined>
  /** Makes the first administrator. @throws DomainError AccessDeniedException for a wrong or spent token. */
  completeSetup(input: { token: string; email: string; password: string }): Promise<Person>
  /** ADMIN_EMAIL and ADMIN_PASSWORD: there is such an administrator and this is the password, from each start on. */
  ensureAdmin(email: string, password: string): Promise<void>
  /** Undefined for whom does not exist or is disabled. */
  person(userId: string): Promise<Person | undefined>
  /** @throws DomainError UnauthorizedException, alike for a wrong password and an unknown address; ThrottlingException */
  signIn(input: { email: string; password: string; userAgent?: string }): Promise<Person & { sessionId: string }>
  /** @throws DomainError UnauthorizedException for a wrong current password. Ends the person's other sessions. */
  changePassword(person: ConsolePerson, input: { current: string; next: string }): Promise<void>
  /** Ends the session at once here, within five seconds on other nodes. Ending it again is no error. */
  signOut(sessionId: string): Promise<void>
  /** Undefined where the session is not live. What the person signed in with is five seconds old at most. */
  session(sessionId: string): Promise<(Person & { signedInWith?: SignedInWith }) | undefined>
  people: People
}

type ConsolePerson = Extract<Actor, { kind: 'console' }>

export interface AccountsDependencies {
  store: AccountStore
  people: PeopleStore
  audit: Audit
  changes: ChangeBus
  clock: Clock
  passwords?: PasswordHasher
  /** Left out: all roles are given here. */
  roleSourceOf?: PeopleDependencies['roleSourceOf']
}

const system: Actor = { kind: 'system' }
const resourceOf = (userId: string) => `user/${userId}`
const maxUserAgent = 200
const personOf = ({ userId, email, role, gatewayIds }: SessionOwner): Person => ({
  ...{ userId, email, role },
  ...(gatewayIds && { gatewayIds }),
})

export function createAccounts(deps: AccountsDependencies): Accounts {
  const { store, people, audit, changes, clock, passwords = createPasswordHasher() } = deps
  const { roleSourceOf = () => Promise.resolve(undefined) } = deps
  const throttle = createSignInThrottle(clock)
  const sessions = createSessionCache(changes, clock)

  const newAdmin = async (email: string, password: string): Promise<NewUser> => ({
    userId: newId(),
    email,
    passwordHash: await passwords.hash(password),
    role: 'admin',
  })

  async function refuseSignIn(email: string): Promise<never> {
    throttle.failed(email)
    // What is not an address may be a password typed into the wrong field.
    const detail = { email: emailSchema.safeParse(email).success ? email : '(not an e-mail address)' }
    await audit.record({ type: 'account.signed-in', actor: system, resource: 'console', outcome: 'refused', detail })
    throw new DomainError('UnauthorizedException', 'The e-mail address or the password is wrong.')
  }

  return {
    needsSetup: async () => !(await store.hasUsers()),

    async setupToken() {
      if (await store.hasUsers()) return undefined
      const token = randomToken()
      await store.replaceSetupToken(sha256Hex(token))
      return token
    },

    async completeSetup({ token, email, password }) {
      const tokenHash = sha256Hex(token)
      const [address, secret] = [requireEmail(email), requirePassword(password)]
      // Before the hash, which is dear: anybody may call this.
      if (await store.hasUsers()) throw setUpAlready()
      if (!(await store.isSetupToken(tokenHash))) {
        await audit.record({ type: 'account.created', actor: system, resource: 'console', outcome: 'refused' })
        throw new DomainError(
          'AccessDeniedException',
          'This set-up link is not valid. Use the link that the latest start of Postern printed, or start it again.',
        )
      }
      const user = await newAdmin(address, secret)
      if (await store.insertFirstUser(user, tokenHash, created(user, 'set-up link'))) return personOf(user)
      throw setUpAlready()
    },

    async ensureAdmin(address, password) {
      const email = requireEmail(address)
      let user: User | undefined = await store.findUser(email)
      if (!user) {
        const admin = await newAdmin(email, password)
        if (await store.insertUser(admin, created(admin, 'ADMIN_EMAIL'))) return
        // Another node that starts at the same time was first.
        user = await store.findUser(email)
      }
      if (!user) return
      const { disabled, role, passwordHash } = user
      if (!disabled && role === 'admin' && (await passwords.verify(password, passwordHash || undefined))) return
      await store.restoreAdmin(user.userId, await passwords.hash(password), {
        type: 'account.password-replaced',
        actor: system,
        resource: resourceOf(user.userId),
        outcome: 'ok',
        detail: { email, role: 'admin', by: 'ADMIN_PASSWORD' },
      })
    },

    person: async (userId) => {
      const owner = await store.findActive(userId)
      return owner && personOf(owner)
    },

    async signIn({ email: address, password, userAgent = '' }) {
      const email = address.trim().toLowerCase()
      throttle.check(email)
      const user = await store.findUser(email)
      const right = await passwords.verify(password, user?.passwordHash || undefined)
      // Of many guesses sent at once all pass the first look; those after the fifth wrong one must not tell either.
      throttle.check(email)
      if (!user || !right || user.disabled) return await refuseSignIn(email)
      const sessionId = newId()
      const stored = await store.insertSession(
        {
          ...{ sessionId, userId: user.userId, passwordHash: user.passwordHash, lifetimeMs: sessionLifetimeMs },
          userAgent: userAgent.slice(0, maxUserAgent),
        },
        entryOf('account.signed-in', user, sessionId),
      )
      if (!stored) return await refuseSignIn(email)
      throttle.succeeded(email)
      return { ...personOf(user), sessionId }
    },

    async signOut(sessionId) {
      const owner = await store.findLiveSession(sessionId)
      if (owner) await store.endSession(sessionId, entryOf('account.signed-out', owner, sessionId))
      changes.publish({ kind: 'console-session', sessionId })
    },

    async changePassword({ userId, email, sessionId }, { current, next }) {
      throttle.check(email)
      const user = await store.findUser(email)
      const right = await passwords.verify(current, user?.passwordHash || undefined)
      throttle.check(email)
      if (!user || !right) {
        throttle.failed(email)
        throw invalidField('current', 'This is not your password.')
      }
      const to = await passwords.hash(requirePassword(next))
      const audit = { ...entryOf('account.password-replaced', user, sessionId), detail: { email, by: 'the person' } }
      const change = { userId, from: user.passwordHash, to, exceptSession: sessionId }
      if (!(await store.changePassword(change, audit)))
        throw new DomainError('UnauthorizedException', 'Your account has changed meanwhile. Sign in again.')
      changes.publish({ kind: 'person', userId })
    },

    async session(sessionId) {
      const owner = await sessions.owner(sessionId, () => store.findLiveSession(sessionId))
      return owner && { ...personOf(owner), ...(owner.signedInWith && { signedInWith: owner.signedInWith }) }
    },

    people: createPeople({ people, users: store, passwords, changes, roleSourceOf }),
  }
}

const setUpAlready = () => new DomainError('AccessDeniedException', 'Postern is set up already. Sign in instead.')

const created = (user: NewUser, by: string): AuditEntry => ({
  type: 'account.created',
  actor: system,
  resource: resourceOf(user.userId),
  outcome: 'ok',
  detail: { email: user.email, role: user.role, by },
})

const entryOf = (type: AuditEntry['type'], owner: SessionOwner, sessionId: string): AuditEntry => ({
  type,
  actor: { kind: 'console', ...personOf(owner), sessionId },
  resource: resourceOf(owner.userId),
  outcome: 'ok',
})

function requireEmail(email: string): string {
  const parsed = emailSchema.safeParse(email)
  if (parsed.success) return parsed.data
  throw invalidField('email', 'Give an e-mail address.')
}

function requirePassword(password: string): string {
  if (newPasswordSchema.safeParse(password).success) return password
  throw invalidField('password', 'Use 12 to 200 characters.')
}
