import { beforeEach, expect, test } from 'vitest'
import { createAccounts } from '../../lib/accounts/index.ts'
import { createPasswordHasher } from '../../lib/accounts/password-hash.ts'
import { createAudit } from '../../lib/audit/index.ts'
import type { Actor } from '../../lib/kernel/principals.ts'
import { prismaAccountStore } from '../../lib/persistence/prisma-account-store.ts'
import { prismaAuditStore } from '../../lib/persistence/prisma-audit-store.ts'
import { prismaPeopleStore } from '../../lib/persistence/prisma-people-store.ts'
import { createChangeBus } from '../../lib/platform/changes.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const password = 'correct horse battery'
const script: Actor = { kind: 'iam', accessKeyId: 'AKID', arn: 'arn:aws:iam::000000000000:user/root' }
/** What a hash costs is proved in its own test. */
const passwords = createPasswordHasher({ N: 16, r: 1, p: 1 })

describeOnBothDatabases('people', (open) => {
  const clock = { now: () => 1_000_000 }
  const node = () =>
    createAccounts({
      store: prismaAccountStore(open()),
      people: prismaPeopleStore(open()),
      audit: createAudit(prismaAuditStore(open())),
      changes: createChangeBus(),
      clock,
      passwords,
    })
  const joined = async (accounts: ReturnType<typeof node>, email: string, role: 'admin' | 'operator' | 'member') => {
    const { person, token } = await accounts.people.invite(script, { email, role })
    await accounts.people.accept(token ?? '', password)
    return person.userId
  }
  const auditOf = async (userId: string) => {
    const rows = await open().client.auditEvent.findMany({
      where: { resource: `user/${userId}` },
      orderBy: { at: 'asc' },
    })
    return rows.map((row) => row.type)
  }

  beforeEach(async () => {
    for (const table of ['User', 'ConsoleSession', 'Invitation', 'Setting', 'AuditEvent'])
      await open().raw(`DELETE FROM "${table}"`)
  })

  test('who was invited cannot sign in before, and does so once the link has set a password', async () => {
    const accounts = node()
    const { person, token } = await accounts.people.invite(script, { email: 'Bea@Example.com', role: 'operator' })
    expect(person).toMatchObject({ email: 'bea@example.com', role: 'operator', status: 'invited' })
    await expect(accounts.signIn({ email: 'bea@example.com', password: '' })).rejects.toThrow('is wrong')
    expect((await open().client.invitation.findMany())[0]?.tokenHash).not.toContain(token)
    expect(await accounts.people.invitation(token)).toMatchObject({ email: 'bea@example.com' })

    await accounts.people.accept(token, password)
    const { sessionId } = await accounts.signIn({ email: 'bea@example.com', password, userAgent: 'Firefox' })
    expect(await accounts.session(sessionId)).toMatchObject({ role: 'operator' })
    expect(await accounts.people.sessions(person.userId)).toMatchObject([{ sessionId, userAgent: 'Firefox' }])
    await expect(accounts.people.accept(token, 'another password')).rejects.toMatchObject({
      code: 'AccessDeniedException',
    })
    expect(await auditOf(person.userId)).toEqual(['account.invited', 'account.password-replaced', 'account.signed-in'])
  })

  test('of two who open one link at once, one sets the password', async () => {
    const accounts = node()
    const { token } = await accounts.people.invite(script, { email: 'bea@example.com', role: 'member' })
    const outcomes = await Promise.allSettled([
      accounts.people.accept(token, 'the first password'),
      node().people.accept(token, 'the second password'),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('a renewed link makes the earlier one worthless, and using it ends what was open', async () => {
    const accounts = node()
    const { token: first, person } = await accounts.people.invite(script, { email: 'bea@example.com', role: 'member' })
    const { token: second } = await accounts.people.renewInvitation(script, person.userId)
    await expect(accounts.people.accept(first, password)).rejects.toMatchObject({ code: 'AccessDeniedException' })
    await accounts.people.accept(second, password)
    const { sessionId } = await accounts.signIn({ email: 'bea@example.com', password })
    const { token: third } = await accounts.people.renewInvitation(script, person.userId)
    await accounts.people.accept(third, 'a new long password')
    expect(await accounts.session(sessionId)).toBeUndefined()
  })

  test('disabling a person ends the sessions at once, and the links too', async () => {
    const accounts = node()
    await joined(accounts, 'ann@example.com', 'admin')
    const userId = await joined(accounts, 'bea@example.com', 'operator')
    const { sessionId } = await accounts.signIn({ email: 'bea@example.com', password })
    expect(await accounts.session(sessionId)).toBeDefined()
    await accounts.people.change(script, userId, { role: 'operator', disabled: true })
    expect(await accounts.session(sessionId)).toBeUndefined()
    expect(await accounts.person(userId)).toBeUndefined()
    await expect(accounts.signIn({ email: 'bea@example.com', password })).rejects.toThrow('is wrong')
    await expect(accounts.people.renewInvitation(script, userId)).rejects.toMatchObject({ code: 'ConflictException' })
    await accounts.people.change(script, userId, { role: 'member', disabled: false })
    await accounts.signIn({ email: 'bea@example.com', password })
  })

  test('a new role counts in a session that is open', async () => {
    const accounts = node()
    await joined(accounts, 'ann@example.com', 'admin')
    const userId = await joined(accounts, 'bea@example.com', 'operator')
    const { sessionId } = await accounts.signIn({ email: 'bea@example.com', password })
    expect(await accounts.session(sessionId)).toMatchObject({ role: 'operator' })
    await accounts.people.change(script, userId, { role: 'team-lead', gatewayIds: ['g-0123456789'], disabled: false })
    expect(await accounts.session(sessionId)).toMatchObject({ role: 'team-lead', gatewayIds: ['g-0123456789'] })
  })

  test('two administrators who demote each other at once leave one', async () => {
    const accounts = node()
    const [ann, bea] = [
      await joined(accounts, 'ann@example.com', 'admin'),
      await joined(accounts, 'bea@example.com', 'admin'),
    ]
    const demote = (userId: string) => node().people.change(script, userId, { role: 'member', disabled: false })
    const outcomes = await Promise.allSettled([demote(ann), demote(bea)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const { items } = await accounts.people.list({ limit: 10 })
    expect(items.filter(({ role }) => role === 'admin')).toHaveLength(1)
  })

  test('the last administrator cannot be removed or disabled; an invited or disabled one does not count', async () => {
    const accounts = node()
    const ann = await joined(accounts, 'ann@example.com', 'admin')
    await accounts.people.invite(script, { email: 'carl@example.com', role: 'admin' })
    await expect(accounts.people.remove(script, ann)).rejects.toMatchObject({ code: 'ConflictException' })
    await expect(accounts.people.change(script, ann, { role: 'admin', disabled: true })).rejects.toMatchObject({
      code: 'ConflictException',
    })
    await joined(accounts, 'bea@example.com', 'admin')
    await accounts.people.remove(script, ann)
    await expect(accounts.people.get(ann)).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
  })

  test('a password is changed by who knows it; the other sessions end, the own one stays', async () => {
    const accounts = node()
    const userId = await joined(accounts, 'bea@example.com', 'member')
    const { sessionId: here } = await accounts.signIn({ email: 'bea@example.com', password })
    const { sessionId: there } = await accounts.signIn({ email: 'bea@example.com', password })
    const me = { kind: 'console', userId, email: 'bea@example.com', role: 'member', sessionId: here } as const
    await expect(
      accounts.changePassword(me, { current: 'a wrong password', next: 'a new long password' }),
    ).rejects.toMatchObject({ fieldList: [{ name: 'current' }] })
    await accounts.changePassword(me, { current: password, next: 'a new long password' })
    expect(await accounts.session(here)).toBeDefined()
    expect(await accounts.session(there)).toBeUndefined()
  })

  test('one session is ended by its person or an administrator, and never somebody else’s by its id', async () => {
    const accounts = node()
    const ann = await joined(accounts, 'ann@example.com', 'admin')
    const bea = await joined(accounts, 'bea@example.com', 'member')
    const { sessionId } = await accounts.signIn({ email: 'bea@example.com', password })
    await expect(accounts.people.endSessions(script, ann, { only: sessionId })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
    expect(await accounts.session(sessionId)).toBeDefined()
    await accounts.people.endSessions(script, bea, { only: sessionId })
    expect(await accounts.session(sessionId)).toBeUndefined()
  })

  test('a role is for some gateways only where that means something', async () => {
    const accounts = node()
    const invite = (role: 'admin' | 'team-lead', gatewayIds?: string[]) =>
      accounts.people.invite(script, { email: 'bea@example.com', role, ...(gatewayIds && { gatewayIds }) })
    for (const [role, ids] of [
      ['admin', ['g-0123456789']],
      ['team-lead', undefined],
      ['team-lead', []],
    ] as const)
      await expect(invite(role, ids && [...ids])).rejects.toMatchObject({ fieldList: [{ name: 'gatewayIds' }] })
  })
})
