import { beforeEach, expect, test } from 'vitest'
import type { NewUser } from '../../lib/accounts/index.ts'
import type { AuditEntry } from '../../lib/audit/index.ts'
import { prismaAccountStore } from '../../lib/persistence/prisma-account-store.ts'
import { newId } from '../../lib/platform/random.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const audit: AuditEntry = { type: 'account.created', actor: { kind: 'system' }, resource: 'user/1', outcome: 'ok' }
const userWith = (email: string): NewUser => ({ userId: newId(), email, passwordHash: 'hash', role: 'admin' })
const hour = 3_600_000

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
    expect(
      await store().insertSession({ sessionId: 's', userId: user.userId, lifetimeMs: hour, userAgent: '' }, audit),
    ).toBe(true)
    expect(await store().findLiveSession('s')).toEqual({ userId: user.userId, email: 'a@x', role: 'admin' })
    const ended = await Promise.all(Array.from({ length: 10 }, () => store().endSession('s', audit)))
    expect(ended.filter(Boolean)).toHaveLength(1)
    expect(await store().findLiveSession('s')).toBeUndefined()
    expect(await auditCount()).toBe(3)
  })

  test('a session past its end by the clock of the database, an unknown one and one of a disabled user are not live', async () => {
    const user = userWith('a@x')
    await store().insertUser(user, audit)
    await store().insertSession({ sessionId: 'late', userId: user.userId, lifetimeMs: -1, userAgent: '' }, audit)
    await store().insertSession({ sessionId: 'live', userId: user.userId, lifetimeMs: hour, userAgent: '' }, audit)
    expect(await store().findLiveSession('late')).toBeUndefined()
    expect(await store().findLiveSession('unknown')).toBeUndefined()
    await open().raw('UPDATE "User" SET "disabledAt" = 1')
    expect(await store().findLiveSession('live')).toBeUndefined()
    expect(
      await store().insertSession({ sessionId: 'x', userId: user.userId, lifetimeMs: hour, userAgent: '' }, audit),
    ).toBe(false)
  })

  test('a new password ends the sessions of the old one and enables the user', async () => {
    const user = userWith('a@x')
    await store().insertUser(user, audit)
    await store().insertSession({ sessionId: 's', userId: user.userId, lifetimeMs: hour, userAgent: '' }, audit)
    await open().raw('UPDATE "User" SET "disabledAt" = 1')
    await store().replacePassword(user.userId, 'hash2', audit)
    expect(await store().findUser('a@x')).toEqual({ ...user, passwordHash: 'hash2', disabled: false })
    expect(await store().findLiveSession('s')).toBeUndefined()
  })
})
