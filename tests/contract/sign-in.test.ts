import { generateKeyPair } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { prismaAccountStore } from '../../lib/persistence/prisma-account-store.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'
import { answer, emptied, providerOf, script, signInNode } from '../_support/sign-in-rig.ts'
import { startStubIdp, type StubIdp } from '../_support/stub-idp.ts'

let idp: StubIdp
beforeAll(async () => {
  idp = await startStubIdp()
})
afterAll(() => idp.close())

describeOnBothDatabases('signing in by a provider', (open) => {
  const rooms = () => signInNode(open())
  const provider = (more: object = {}) => providerOf(idp, { whoMayJoin: 'invited', ...more })

  beforeEach(async () => {
    idp.reset()
    idp.claims = { sub: 'ada' }
    await emptied(open())
  })

  test('a first sign-in makes a person where anybody may come, and the second one is the same person', async () => {
    const { accounts, signIn } = rooms()
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    idp.claims = { sub: 'ada', email: 'Ada@Example.com', email_verified: true }
    const first = await signIn.finish('company', answer)
    expect(first).toMatchObject({ outcome: 'signed-in', email: 'ada@example.com', role: 'member' })
    const { sessionId, userId } = first as { sessionId: string; userId: string }
    expect(await accounts.session(sessionId)).toMatchObject({ userId })
    expect(await accounts.people.get(userId)).toMatchObject({ status: 'active' })
    expect(await signIn.finish('company', answer)).toMatchObject({ outcome: 'signed-in', userId })
    await accounts.people.change(script, userId, { role: 'member', disabled: true })
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'disabled' })
  })

  test('a session knows the account elsewhere that opened it, while that and its provider are here', async () => {
    const { accounts, signIn } = rooms()
    const stored = prismaAccountStore(open())
    const anybody = provider({ whoMayJoin: 'anybody' })
    await signIn.providers.create(script, anybody)
    const come = async () => (await signIn.finish('company', answer)) as { sessionId: string; userId: string }
    const openedWith = async (sessionId: string) => (await stored.findLiveSession(sessionId))?.signedInWith
    const { sessionId, userId } = await come()
    const [link] = await signIn.links.of(userId)
    expect(await openedWith(sessionId)).toEqual({ linkId: link?.linkId, providerId: 'company' })
    expect((await accounts.session(sessionId))?.signedInWith?.providerId).toBe('company')

    // A provider of the same name for another issuer is another one.
    await signIn.providers.remove(script, 'company')
    await signIn.providers.create(script, provider({ issuer: 'https://id.example' }))
    expect(await openedWith(sessionId)).toBeUndefined()
    await signIn.providers.remove(script, 'company')
    await signIn.providers.create(script, anybody)
    const again = (await come()).sessionId
    expect(await openedWith(again)).toBeDefined()
    await open().client.signInLink.deleteMany()
    expect(await openedWith(again)).toBeUndefined()
    expect(await accounts.session(again)).toBeDefined()

    const ada = { email: 'ada@example.com', password: 'correct horse battery' }
    await accounts.people.create(script, { ...ada, role: 'member' })
    const byPassword = await accounts.signIn(ada)
    expect(await accounts.session(byPassword.sessionId)).not.toHaveProperty('signedInWith')
  })

  test('an e-mail address links to nobody (RS-11)', async () => {
    const { accounts, signIn } = rooms()
    await accounts.people.create(script, { email: 'ada@example.com', role: 'admin', password: 'correct horse battery' })
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    idp.claims = { sub: 'mallory', email: 'ada@example.com', email_verified: true }
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'address-taken' })
    idp.claims = { sub: 'mallory', email: 'ada@example.com', email_verified: false }
    expect(await signIn.finish('company', answer)).toMatchObject({ email: 'mallory@localhost', role: 'member' })
  })

  test('of several who open one invitation with their accounts, one gets it', async () => {
    const { accounts, signIn } = rooms()
    await signIn.providers.create(script, provider())
    const { token } = await accounts.people.invite(script, { email: 'ada@example.com', role: 'operator' })
    const accepting = { ...answer, intent: { to: 'accept' as const, invitation: token } }
    const ends = await Promise.all([1, 2, 3].map(() => signIn.finish('company', accepting)))
    expect(ends.filter(({ outcome }) => outcome === 'signed-in')).toHaveLength(1)
  })

  test('groups say the role of who came by the provider, and never take the last administrator', async () => {
    const { accounts, signIn } = rooms()
    const groups = { groupClaim: 'groups', roleByGroup: { Ops: 'operator', Root: 'admin' } }
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody', ...groups }))
    idp.claims = { sub: 'ada', groups: ['Root', 'constructor'] }
    expect(await signIn.finish('company', answer)).toMatchObject({ role: 'admin' })
    idp.claims = { sub: 'ada', groups: [] }
    expect(await signIn.finish('company', answer)).toMatchObject({ role: 'admin' })
    await accounts.people.create(script, {
      email: 'root@example.com',
      role: 'admin',
      password: 'correct horse battery',
    })
    expect(await signIn.finish('company', answer)).toMatchObject({ role: 'member' })
  })

  test.each([
    ['another issuer', { iss: 'https://evil.example' }],
    ['another audience', { aud: 'somebody-else' }],
    ['another nonce', { nonce: 'x'.repeat(43) }],
    ['an old token', { exp: 1 }],
    ['no subject', { sub: '' }],
  ])('an ID token with %s signs nobody in', async (_, claims) => {
    const { signIn } = rooms()
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    idp.claims = { sub: 'ada', ...claims }
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'provider-answer' })
  })

  test('a provider that lies about its issuer, signs with another key or is down signs nobody in (OC-6)', async () => {
    const { signIn } = rooms()
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    idp.documentIssuer = 'https://evil.example'
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'provider-answer' })
    await expect(signIn.begin('company')).rejects.toMatchObject({ code: 'ServiceUnavailableException' })
    idp.documentIssuer = ''
    idp.signWith = (await generateKeyPair('RS256')).privateKey
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'provider-answer' })
    idp.signWith = undefined
    idp.down = true
    expect(await signIn.finish('company', answer)).toEqual({ outcome: 'refused', reason: 'provider-unavailable' })
    expect(await open().client.user.count()).toBe(0)
  })

  test('a provider that is turned off or removed opens no session, and those that it opened end', async () => {
    const { accounts, signIn, changes } = rooms()
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    const opened = async () => ((await signIn.finish('company', answer)) as { sessionId?: string }).sessionId ?? ''
    const told: string[] = []
    changes.subscribe((change) => void (change.kind === 'console-session' && told.push(change.sessionId)))
    const [one, by] = [await opened(), { password: 'correct horse battery', role: 'admin' as const }]
    await accounts.people.create(script, { email: 'root@example.com', ...by })
    const { sessionId: own } = await accounts.signIn({ email: 'root@example.com', ...by })
    const { kind: _, issuer: __, clientSecret: ___, ...settings } = provider({ whoMayJoin: 'anybody' })
    await signIn.providers.update(script, { ...settings, enabled: false })
    expect(await accounts.session(one)).toBeUndefined()
    expect(await opened()).toBe('')
    await signIn.providers.update(script, settings)
    const two = await opened()
    expect(await accounts.session(two)).toBeDefined()
    await signIn.providers.remove(script, 'company')
    expect(await accounts.session(two)).toBeUndefined()
    expect(await accounts.session(own)).toBeDefined()
    expect(told).toEqual([one, two])
  })

  test.each(['disabling', 'unlinking', 'removing the provider'])('no session slips in beside %s', async (what) => {
    const { accounts, signIn, store } = rooms()
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    const { userId } = (await signIn.finish('company', answer)) as { userId: string }
    const [link] = await store.links(userId)
    const acts: Record<string, () => Promise<unknown>> = {
      disabling: () => accounts.people.change(script, userId, { role: 'member', disabled: true }),
      unlinking: () => signIn.links.takeAway(script, userId, link?.linkId ?? ''),
      'removing the provider': () => signIn.providers.remove(script, 'company'),
    }
    await Promise.all([
      ...Array.from({ length: 6 }, () => signIn.finish('company', answer)),
      acts[what]?.(),
      ...Array.from({ length: 6 }, () => signIn.finish('company', answer)),
    ])
    expect(await open().client.consoleSession.count({ where: { userId, endedAt: null } })).toBe(0)
  })

  test('an account is taken away by an administrator with the sessions that it opened, but not from who is disabled', async () => {
    const { accounts, signIn, barred } = rooms()
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody' }))
    const { userId, sessionId } = (await signIn.finish('company', answer)) as { userId: string; sessionId: string }
    const [link] = await signIn.links.of(userId)
    expect(link).toMatchObject({ sub: 'ada', issuer: idp.issuer, providerName: 'Company' })
    const take = () => signIn.links.takeAway(script, userId, link?.linkId ?? '')
    await accounts.people.change(script, userId, { role: 'member', disabled: true })
    await expect(take()).rejects.toMatchObject({ code: 'ConflictException' })
    expect(await barred.admits({ iss: idp.issuer, sub: 'ada' })).toBe(false)
    await accounts.people.change(script, userId, { role: 'member', disabled: false })
    await take()
    expect(await accounts.session(sessionId)).toBeUndefined()
    expect(await signIn.links.of(userId)).toEqual([])
    await expect(take()).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
  })

  test('a role that groups give is told with its group, and nobody gives another one here', async () => {
    const { accounts, signIn } = rooms()
    const groups = { groupClaim: 'groups', roleByGroup: { Ops: 'operator' } }
    await signIn.providers.create(script, provider({ whoMayJoin: 'anybody', ...groups }))
    idp.claims = { sub: 'ada', groups: ['Staff', 'Ops'] }
    const { userId } = (await signIn.finish('company', answer)) as { userId: string }
    const source = { providerId: 'company', providerName: 'Company' }
    expect(await signIn.links.roleSourceOf(userId)).toEqual({ ...source, group: 'Ops' })
    const change = (role: 'operator' | 'auditor', more: object = {}) =>
      accounts.people.change(script, userId, { role, disabled: false, ...more })
    await expect(change('auditor')).rejects.toThrow('The groups of Company say the role')
    await expect(change('operator', { gatewayIds: ['g-1'] })).rejects.toMatchObject({ code: 'ConflictException' })
    await change('operator', { disabled: true })
    await change('operator')
    idp.claims = { sub: 'ada', groups: [] }
    expect(await signIn.finish('company', answer)).toMatchObject({ role: 'member' })
    expect(await signIn.links.roleSourceOf(userId)).toEqual(source)
    const { kind: _, issuer: __, clientSecret: ___, ...plain } = provider({ whoMayJoin: 'anybody' })
    await signIn.providers.update(script, plain)
    expect(await signIn.links.roleSourceOf(userId)).toBeUndefined()
    expect(await change('auditor')).toMatchObject({ role: 'auditor' })
  })

  test('no answer and no row holds the client secret in clear (BR-11)', async () => {
    const { signIn } = rooms()
    const made = await signIn.providers.create(script, provider())
    const seen = JSON.stringify([
      made,
      await signIn.providers.list(),
      await open().client.signInProvider.findMany({ omit: { createdAt: true, updatedAt: true } }),
    ])
    expect(seen).not.toContain('planted')
  })
})
