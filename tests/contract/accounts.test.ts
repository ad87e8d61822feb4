import { beforeEach, expect, test } from 'vitest'
import { createAccounts } from '../../lib/accounts/index.ts'
import { createPasswordHasher } from '../../lib/accounts/password-hash.ts'
import { createAudit } from '../../lib/audit/index.ts'
import { prismaAccountStore } from '../../lib/persistence/prisma-account-store.ts'
import { prismaPeopleStore } from '../../lib/persistence/prisma-people-store.ts'
import { prismaAuditStore } from '../../lib/persistence/prisma-audit-store.ts'
import { createChangeBus } from '../../lib/platform/changes.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const password = 'correct horse battery'
/** What a hash costs is proved in its own test. */
const passwords = createPasswordHasher({ N: 16, r: 1, p: 1 })

describeOnBothDatabases('accounts', (open) => {
  const clock = { ms: 1_000_000, now: () => clock.ms }
  const node = () =>
    createAccounts({
      store: prismaAccountStore(open()),
      people: prismaPeopleStore(open()),
      audit: createAudit(prismaAuditStore(open())),
      changes: createChangeBus(),
      clock,
      passwords,
    })
  const auditTypes = async () => {
    const rows = await open().client.auditEvent.findMany({ orderBy: { at: 'asc' } })
    return rows.map((row) => `${row.type} ${row.outcome}`)
  }

  beforeEach(async () => {
    for (const table of ['User', 'ConsoleSession', 'Setting', 'AuditEvent']) await open().raw(`DELETE FROM "${table}"`)
  })

  test('the link of the last start makes the first administrator, once', async () => {
    const accounts = node()
    expect(await accounts.needsSetup()).toBe(true)
    const old = await accounts.setupToken()
    const token = await accounts.setupToken()
    if (!old || !token) throw new Error('A store without users gives a set-up token.')
    const stored = await open().client.setting.findMany()
    expect(JSON.stringify(stored)).not.toContain(token)
    const person = { email: 'Ann@Example.com', password }
    await expect(accounts.completeSetup({ token: old, ...person })).rejects.toMatchObject({
      code: 'AccessDeniedException',
    })
    await expect(accounts.completeSetup({ token, email: 'ann', password })).rejects.toMatchObject({
      code: 'ValidationException',
    })
    await expect(accounts.completeSetup({ token, email: 'a@x', password: 'short' })).rejects.toMatchObject({
      fieldList: [{ name: 'password' }],
    })
    expect(await accounts.completeSetup({ token, ...person })).toMatchObject({
      email: 'ann@example.com',
      role: 'admin',
    })
    await expect(accounts.completeSetup({ token, ...person })).rejects.toThrow('set up already')
    expect(await accounts.needsSetup()).toBe(false)
    expect(await accounts.setupToken()).toBeUndefined()
    expect(await auditTypes()).toEqual(['account.created refused', 'account.created ok'])
  })

  test('sign in, be known, sign out, be unknown', async () => {
    const accounts = node()
    await accounts.ensureAdmin('ann@example.com', password)
    const { sessionId, ...person } = await accounts.signIn({ email: ' ANN@example.com ', password })
    expect(person).toEqual({ userId: expect.any(String), email: 'ann@example.com', role: 'admin' })
    expect(await accounts.session(sessionId)).toEqual(person)
    await accounts.signOut(sessionId)
    await accounts.signOut(sessionId)
    expect(await accounts.session(sessionId)).toBeUndefined()
    expect(await auditTypes()).toEqual(['account.created ok', 'account.signed-in ok', 'account.signed-out ok'])
  })

  test('another node learns of the end within five seconds', async () => {
    const [here, there] = [node(), node()]
    await here.ensureAdmin('ann@example.com', password)
    const { sessionId } = await here.signIn({ email: 'ann@example.com', password })
    expect(await there.session(sessionId)).toBeDefined()
    await here.signOut(sessionId)
    clock.ms += 5_000
    expect(await there.session(sessionId)).toBeUndefined()
  })

  test('a wrong password, an unknown address and a disabled user get one answer', async () => {
    const accounts = node()
    await accounts.ensureAdmin('ann@example.com', password)
    await accounts.ensureAdmin('off@example.com', password)
    await open().raw(`UPDATE "User" SET "disabledAt" = 1 WHERE "email" = 'off@example.com'`)
    const answers = [
      await accounts.signIn({ email: 'ann@example.com', password: 'wrong' }).catch((error: unknown) => error),
      await accounts.signIn({ email: 'bob@example.com', password }).catch((error: unknown) => error),
      await accounts.signIn({ email: 'off@example.com', password }).catch((error: unknown) => error),
    ]
    for (const answer of answers) {
      expect(answer).toMatchObject({
        code: 'UnauthorizedException',
        message: 'The e-mail address or the password is wrong.',
      })
    }
    expect(await open().client.consoleSession.count()).toBe(0)
    expect((await auditTypes()).filter((type) => type === 'account.signed-in refused')).toHaveLength(3)
  })

  test('after five wrong passwords the right one has to wait as well', async () => {
    const accounts = node()
    await accounts.ensureAdmin('ann@example.com', password)
    for (let count = 0; count < 5; count += 1) {
      await accounts.signIn({ email: 'ann@example.com', password: 'wrong' }).catch(() => undefined)
    }
    const signIn = () => accounts.signIn({ email: 'ann@example.com', password })
    await expect(signIn()).rejects.toMatchObject({ code: 'ThrottlingException' })
    clock.ms += 1_000
    await expect(signIn()).resolves.toMatchObject({ email: 'ann@example.com' })
  })

  test('BR-1: guesses that are sent at once are no way around the wait', async () => {
    const accounts = node()
    await accounts.ensureAdmin('ann@example.com', password)
    const guesses = [...Array.from({ length: 6 }, (_, guess) => `wrong guess ${guess}`), password]
    const answers = await Promise.allSettled(
      guesses.map((guess) => accounts.signIn({ email: 'ann@example.com', password: guess })),
    )
    expect(answers.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'ThrottlingException' } })
  })

  test('what was typed into the address field and is no address is not stored (I1)', async () => {
    await node()
      .signIn({ email: 'my-canary-password', password: 'x' })
      .catch(() => undefined)
    expect(JSON.stringify((await open().client.auditEvent.findMany()).map((row) => row.detail))).not.toContain('canary')
  })

  test('ADMIN_PASSWORD is the password from each start on; the same one changes nothing', async () => {
    await Promise.all([node(), node()].map((accounts) => accounts.ensureAdmin('ann@example.com', password)))
    const accounts = node()
    const { sessionId } = await accounts.signIn({ email: 'ann@example.com', password })
    await accounts.ensureAdmin('ann@example.com', password)
    expect(await accounts.session(sessionId)).toBeDefined()
    await node().ensureAdmin('ann@example.com', 'another long password')
    expect(await node().session(sessionId)).toBeUndefined()
    await expect(node().signIn({ email: 'ann@example.com', password })).rejects.toThrow('wrong')
    await expect(node().signIn({ email: 'ann@example.com', password: 'another long password' })).resolves.toBeDefined()
    expect((await auditTypes()).filter((type) => type.startsWith('account.created'))).toHaveLength(1)
    expect(await auditTypes()).toContain('account.password-replaced ok')
  })

  test('who was disabled since his session was looked at does not enable himself by changing his password', async () => {
    const accounts = node()
    await accounts.ensureAdmin('ann@example.com', password)
    const { sessionId, ...person } = await accounts.signIn({ email: 'ann@example.com', password })
    await open().raw('UPDATE "User" SET "disabledAt" = 1')
    const change = accounts.changePassword(
      { kind: 'console', ...person, sessionId },
      { current: password, next: 'another long password' },
    )
    await expect(change).rejects.toMatchObject({ code: 'UnauthorizedException' })
    expect(await accounts.person(person.userId)).toBeUndefined()
    await expect(accounts.signIn({ email: 'ann@example.com', password })).rejects.toThrow('wrong')
  })
})
