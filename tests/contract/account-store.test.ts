import { beforeEach, expect, test } from 'vitest'
import type { NewUser } from '../../lib/accounts/index.ts'
import type { AuditEntry } from '../../lib/audit/index.ts'
import { prismaAccountStore } from '../../lib/persistence/prisma-account-store.ts'
import { newId } from '../../lib/platform/random.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const audit: AuditEntry = { type: 'account.created', actor: { kind: 'system' }, resource: 'user/1', outcome: 'ok' }
const userWith = (email: string): NewUser => ({ userId: newId(), email, passwordHash: 'hash', role: 'admin' })
const hour = 3_600_000
const sessionOf = ({ userId, passwordHash }: NewUser, sessionId: string, lifetimeMs = hour) => ({
  ...{ sessionId, userId, passwordHash, lifetimeMs },
  userAgent: '',
})

describeOnBothDatabases('account store', (open) => {
  const store = () => prismaAccountStore(open())
  const auditCount = () => open().client.auditEvent.count()

  beforeEach(async () => {
    for (const table of ['User', 'ConsoleSession', 'Setting', 'AuditEvent']) await open().raw(`DELETE FROM "${table}"`)
  })

  test('of twenty who use the set-up link at once one becomes the first user', async () => {
    await store().replaceSetupToken('h1')
    const took = await Promise.all(
      Array.from({ length: 20 }, (_, number) => store().insertFirstUser(userWith(`u${number}@x`), 'h1', audit)),
    )
    expect(took.filter(Boolean)).toHaveLength(1)
    expect(await open().client.user.count()).toBe(1)
    expect(await auditCount()).toBe(1)
    expect(await store().hasUsers()).toBe(true)
    expect(await open().client.setting.count()).toBe(0)
  })

  test('an older, a wrong and a spent set-up token make nobody', async () => {
    expect(await store().insertFirstUser(userWith('a@x'), 'h1', audit)).toBe(false)
    await store().replaceSetupToken('h1')
    await store().replaceSetupToken('h2')
    expect(await store().isSetupToken('h1')).toBe(false)
    expect(await store().isSetupToken('h2')).toBe(true)
    expect(await store().insertFirstUser(userWith('a@x'), 'h1', audit)).toBe(false)
    expect(await store().hasUsers()).toBe(false)
    expect(await auditCount()).toBe(0)
    expect(await store().insertFirstUser(userWith('a@x'), 'h2', audit)).toBe(true)
    await store().replaceSetupToken('h3')
    expect(await store().insertFirstUser(userWith('b@x'), 'h3', audit)).toBe(false)
    expect(await auditCount()).toBe(1)
  })

  test('an address belongs to one user', async () => {
    const first = userWith('a@x')
    expect(await store().insertUser(first, audit)).toBe(true)
    expect(await store().insertUser(userWith('a@x'), audit)).toBe(false)
    expect(await auditCount()).toBe(1)
    expect(await store().findUser('a@x')).toEqual({ ...first, disabled: false })
    expect(await store().findUser('b@x')).toBeUndefined()
  })

  test('a session lives until it is ended, once', async () => {
    const user = userWith('a@x')
    await store().insertUser(user, audit)
    expect(await store().insertSession(sessionOf(user, 's'), audit)).toBe(true)
    expect(await store().findLiveSession('s')).toEqual({ userId: user.userId, email: 'a@x', role: 'admin' })
    const ended = await Promise.all(Array.from({ length: 10 }, () => store().endSession('s', audit)))
    expect(ended.filter(Boolean)).toHaveLength(1)
    expect(await store().findLiveSession('s')).toBeUndefined()
    expect(await auditCount()).toBe(3)
  })

  test('a session past its end by the clock of the database, an unknown one and one of a disabled user are not live', async () => {
    const user = userWith('a@x')
    await store().insertUser(user, audit)
    await store().insertSession(sessionOf(user, 'late', -1), audit)
    await store().insertSession(sessionOf(user, 'live'), audit)
    expect(await store().findLiveSession('late')).toBeUndefined()
    expect(await store().findLiveSession('unknown')).toBeUndefined()
    await open().raw('UPDATE "User" SET "disabledAt" = 1')
    expect(await store().findLiveSession('live')).toBeUndefined()
    expect(await store().insertSession(sessionOf(user, 'x'), audit)).toBe(false)
  })

  test('a new password ends the sessions of the old one and enables the user', async () => {
    const user = userWith('a@x')
    await store().insertUser(user, audit)
    await store().insertSession(sessionOf(user, 's'), audit)
    await open().raw('UPDATE "User" SET "disabledAt" = 1')
    await store().restoreAdmin(user.userId, 'hash2', audit)
    expect(await store().findUser('a@x')).toEqual({ ...user, passwordHash: 'hash2', disabled: false })
    expect(await store().findLiveSession('s')).toBeUndefined()
  })

  test('a sign-in with a password that was replaced meanwhile opens no session', async () => {
    const user = userWith('a@x')
    await store().insertUser(user, audit)
    const { userId } = user
    const change = { userId, from: 'hash', to: 'hash2', exceptSession: 's' }
    await Promise.all([
      store().changePassword(change, audit),
      ...Array.from({ length: 8 }, (_, index) => store().insertSession(sessionOf(user, `late${index}`), audit)),
    ])
    const live = await open().query('SELECT "id" FROM "ConsoleSession" WHERE "endedAt" IS NULL')
    expect(live).toEqual([])
    expect(await store().insertSession(sessionOf(user, 'after'), audit)).toBe(false)
  })

  test('a person changes his own password once, ends his other sessions, and is not enabled by it', async () => {
    const user = userWith('a@x')
    await store().insertUser(user, audit)
    await store().insertSession(sessionOf(user, 'own'), audit)
    await store().insertSession(sessionOf(user, 'other'), audit)
    const { userId } = user
    const change = { userId, from: 'hash', to: 'hash2', exceptSession: 'own' }
    const changed = await Promise.all(Array.from({ length: 5 }, () => store().changePassword(change, audit)))
    expect(changed.filter(Boolean)).toHaveLength(1)
    expect(await store().findLiveSession('own')).toBeDefined()
    expect(await store().findLiveSession('other')).toBeUndefined()
    await open().raw('UPDATE "User" SET "disabledAt" = 1')
    expect(await store().changePassword({ ...change, from: 'hash2', to: 'hash3' }, audit)).toBe(false)
    expect(await store().findUser('a@x')).toMatchObject({ passwordHash: 'hash2', disabled: true })
  })
})
