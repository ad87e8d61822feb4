import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { describeOnBothDatabases } from '../../_support/databases.ts'
import { alice, createIdentityRig, mallory, startStubServer } from '../../_support/identity-rig.ts'
import type { IdentityRig, StubServer } from '../../_support/identity-rig.ts'

describeOnBothDatabases('step-up: a connection is widened by a consent', (open) => {
  let stub: StubServer
  let rig: IdentityRig
  let usual: StubServer['answer']
  beforeAll(async () => {
    stub = await startStubServer()
    usual = stub.answer
  })
  afterAll(() => stub.close())
  beforeEach(async () => {
    const { client } = open()
    for (const table of [
      client.authorizationSession,
      client.connection,
      client.revocation,
      client.credentialProvider,
      client.auditEvent,
    ])
      await (table.deleteMany as () => Promise<unknown>)()
    stub.answer = usual
    rig = createIdentityRig(open(), stub)
    await rig.setUp()
  })

  type Wish = { extraScopes?: string[]; forceAuthentication?: boolean; scopes?: string[] }
  const obtain = (wish: Wish = {}, user: typeof alice | typeof mallory = alice) =>
    rig.identity.resourceTokens.obtain({ ...rig.callRequest(user), ...wish })
  const linkFor = async (wish: Wish = {}, user: typeof alice | typeof mallory = alice) => {
    const result = await obtain(wish, user)
    if (result.kind !== 'consent') throw new Error(`expected a link, got ${result.kind}`)
    return result
  }
  const agree = async (sessionUri: string, userToken = 'good.alice') =>
    rig.complete((await rig.consent(sessionUri)).completionUri, { userToken })
  const askedBy = async (sessionUri: string) =>
    (await rig.open(sessionUri)).url.searchParams.get('scope')?.split(' ').sort()
  const connect = async (wish: Wish = {}) => agree((await linkFor(wish)).sessionUri)

  test('the request asks for the union, the page names what is new, and the same connection serves on', async () => {
    await connect()
    const before = await obtain()
    const { sessionUri } = await linkFor({ extraScopes: ['admin'] })
    expect(await rig.identity.sessions.describe(sessionUri)).toMatchObject({
      state: 'open',
      scopes: ['read', 'admin'],
      addedScopes: ['admin'],
    })
    expect(await askedBy(sessionUri)).toEqual(['admin', 'offline_access', 'read'])
    expect(await obtain()).toMatchObject({ kind: 'token', connectionVersion: 1 })
    await agree(sessionUri)
    const after = await obtain({ extraScopes: ['admin'] })
    expect(before).toMatchObject({ kind: 'token', connectionVersion: 1, askedScopes: ['read'] })
    expect(after).toMatchObject({ kind: 'token', connectionVersion: 2, askedScopes: ['read', 'admin'] })
    expect(await obtain()).toMatchObject({ kind: 'token', connectionVersion: 2 })
    expect(await open().client.connection.count()).toBe(1)
  })

  test('a first consent names nothing as new', async () => {
    const { sessionUri } = await linkFor()
    expect(await rig.identity.sessions.describe(sessionUri)).not.toHaveProperty('addedScopes')
  })

  test('OC-17 two widenings add up, also where the older link is agreed to last', async () => {
    await connect()
    const first = await linkFor({ extraScopes: ['a'] })
    const second = await linkFor({ extraScopes: ['b'] })
    await agree(second.sessionUri)
    expect(await askedBy(first.sessionUri)).toEqual(['a', 'b', 'offline_access', 'read'])
    await agree(first.sessionUri)
    expect(await obtain({ extraScopes: ['a', 'b'] })).toMatchObject({ kind: 'token' })
  })

  test('a later consent for the plain scopes does not narrow the connection', async () => {
    await connect({ extraScopes: ['admin'] })
    stub.answer = () => ({
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: '{"error":"invalid_grant"}',
    })
    rig.clock.ahead = 3_599_000
    const { sessionUri } = await linkFor()
    stub.answer = usual
    rig.clock.ahead = 0
    expect(await askedBy(sessionUri)).toEqual(['admin', 'offline_access', 'read'])
    expect(await rig.identity.sessions.describe(sessionUri)).not.toHaveProperty('addedScopes')
    await agree(sessionUri)
    expect(await obtain({ extraScopes: ['admin'] })).toMatchObject({ kind: 'token' })
  })

  test('neither does a forced login, whose retry finds the same link', async () => {
    await connect({ extraScopes: ['admin'] })
    const forced = await linkFor({ forceAuthentication: true })
    expect((await linkFor()).sessionUri).toBe(forced.sessionUri)
    expect(await askedBy(forced.sessionUri)).toEqual(['admin', 'offline_access', 'read'])
  })

  test('two calls that step up at once get one link, and a third that wants less gets it, too', async () => {
    await connect()
    const links = await Promise.all(Array.from({ length: 10 }, () => linkFor({ extraScopes: ['b', 'a'] })))
    expect(new Set(links.map(({ sessionUri }) => sessionUri)).size).toBe(1)
    expect((await linkFor({ extraScopes: ['a'] })).sessionUri).toBe(links[0]?.sessionUri)
  })

  test('OC-15 a provider that gives less is asked once: the token tells what was asked and what was given', async () => {
    await connect()
    const answer = { access_token: 'narrow', token_type: 'bearer', expires_in: 3600, scope: 'read' }
    stub.answer = () => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) })
    await connect({ extraScopes: ['admin'] })
    expect(await obtain({ extraScopes: ['admin'] })).toMatchObject({
      kind: 'token',
      askedScopes: ['read', 'admin'],
      grantedScopes: ['read'],
    })
  })

  test('a target without scopes of its own keeps what the provider gave by default', async () => {
    const answer = { access_token: 'a', token_type: 'bearer', expires_in: 3600, scope: 'basic' }
    stub.answer = () => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) })
    await connect({ scopes: [] })
    const { sessionUri } = await linkFor({ scopes: [], extraScopes: ['admin'] })
    expect(await askedBy(sessionUri)).toEqual(['admin', 'basic', 'offline_access'])
    expect(await rig.identity.sessions.describe(sessionUri)).toMatchObject({ addedScopes: ['admin'] })
  })

  test('I3 it widens the connection of its own person and of its own scopes alone', async () => {
    await connect()
    await connect({ extraScopes: ['admin'] })
    await agree((await linkFor({}, mallory)).sessionUri, 'good.mallory')
    expect(await obtain({}, mallory)).toMatchObject({ kind: 'token', askedScopes: ['read'] })
    expect((await linkFor({ scopes: ['read', 'admin'] })).kind).toBe('consent')
  })

  test('V1 V2 V3: a widening lands with nobody but the person who started it', async () => {
    await agree((await linkFor({}, mallory)).sessionUri, 'good.mallory')
    const wish = { extraScopes: ['admin'] }
    const refusal = { code: 'AccessDeniedException' }
    // V1: Alice agrees and her page completes as Alice.
    const first = await linkFor(wish, mallory)
    const held = await rig.consent(first.sessionUri)
    await expect(rig.complete(held.completionUri, { userToken: 'good.alice' })).rejects.toMatchObject(refusal)
    // V2: nobody completes.
    const second = await linkFor(wish, mallory)
    await rig.consent(second.sessionUri)
    expect(await obtain(wish, mallory)).toMatchObject({ kind: 'consent' })
    // V3: Mallory completes with what he knew from the start, as himself.
    const third = await linkFor(wish, mallory)
    const code = (await rig.consent(third.sessionUri)).code
    await expect(rig.complete(third.sessionUri, { userToken: 'good.mallory' })).rejects.toMatchObject(refusal)
    expect(stub.exchangesOf(code) + stub.exchangesOf(held.code)).toBe(0)
    expect(await obtain(wish, mallory)).toMatchObject({ kind: 'consent' })
    expect(await obtain({}, mallory)).toMatchObject({ kind: 'token', connectionVersion: 1 })
    expect(await obtain({}, alice)).toMatchObject({ kind: 'consent' })
  })
})
