import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { describeOnBothDatabases } from '../../_support/databases.ts'
import {
  accessKey,
  alice,
  createIdentityRig,
  mallory,
  startStubServer,
  type IdentityRig,
  type StubAnswer,
  type StubServer,
} from '../../_support/identity-rig.ts'

const json = (body: object, status = 200): StubAnswer => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

describeOnBothDatabases('vault', (open) => {
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
    stub.posts.length = stub.revoked.length = 0
  })
  /** A connection of Alice's; `expires_in` and more by `answer`. */
  const connect = async (answer?: object) => {
    if (answer)
      stub.answer = () => json({ access_token: 'first', refresh_token: 'r1', token_type: 'bearer', ...answer })
    const { sessionUri } = await rig.link()
    await rig.complete((await rig.consent(sessionUri)).completionUri)
    stub.answer = usual
    stub.posts.length = 0
  }
  const obtain = () => rig.identity.resourceTokens.obtain(rig.callRequest())
  const token = async () => {
    const result = await obtain()
    return result.kind === 'token' ? result.accessToken.reveal() : result.kind
  }

  test('no credential of a disabled person leaves, fresh or to be refreshed, though another issuer vouches for him', async () => {
    await connect({ expires_in: 3600 })
    expect(await token()).toBe('first')
    rig.barred.add(alice.sub)
    await expect(obtain()).rejects.toMatchObject({ code: 'AccessDeniedException' })
    rig.clock.ahead += 3_600_000
    await expect(obtain()).rejects.toMatchObject({ code: 'AccessDeniedException' })
    expect(stub.posts).toEqual([])
    rig.barred.delete(alice.sub)
    expect(await token()).not.toBe('first')
    rig.clock.ahead = 0
  })

  test('a warm call asks no database; another process sees a change of its own at once', async () => {
    await connect({ expires_in: 3600 })
    expect(await token()).toBe('first')
    const { client } = open()
    await client.connection.deleteMany()
    expect(await token()).toBe('first')
    rig.changes.publish({ kind: 'provider', name: 'acme' })
    expect(await token()).toBe('consent')
  })

  test('I5 fifty calls with a dying token: one refresh, all get the new one', async () => {
    await connect({ expires_in: 5 })
    rig.clock.ahead = 4_500
    stub.answer = () => json({ access_token: 'second', refresh_token: 'r2', token_type: 'bearer', expires_in: 3600 })
    expect(new Set(await Promise.all(Array.from({ length: 50 }, token)))).toEqual(new Set(['second']))
    expect(
      stub.posts.map(({ form }) => [form.get('grant_type'), form.get('refresh_token'), form.get('resource')]),
    ).toEqual([['refresh_token', 'r1', 'http://localhost:9000/mcp']])
  })

  test('what is there is given as it is: nobody is asked, and a provider only where that is wished', async () => {
    const held = async (renew: boolean) =>
      (await rig.identity.resourceTokens.held(rig.callRequest(), { renew }))?.reveal()
    expect([await held(false), await held(true)]).toEqual([undefined, undefined])
    expect(await open().client.authorizationSession.count()).toBe(0)
    await connect({ expires_in: 5 })
    expect(await held(false)).toBe('first')
    rig.clock.ahead = 4_500
    expect(await held(false)).toBeUndefined()
    expect(stub.posts).toHaveLength(0)
    stub.answer = () => json({ access_token: 'second', refresh_token: 'r2', token_type: 'bearer', expires_in: 3600 })
    expect([await held(true), await held(false)]).toEqual(['second', 'second'])
    expect(stub.posts).toHaveLength(1)
  })

  test('I5 two processes: one refresh, the other waits for the row or says try again', async () => {
    await connect({ expires_in: 5 })
    const second = createIdentityRig(open(), stub)
    rig.clock.ahead = second.clock.ahead = 6_000
    stub.answer = () => json({ access_token: 'second', token_type: 'bearer', expires_in: 3600 })
    const results = await Promise.all(
      [rig, second].flatMap((one) =>
        Array.from({ length: 10 }, () => one.identity.resourceTokens.obtain(one.callRequest())),
      ),
    )
    expect(results.every(({ kind }) => kind === 'token' || kind === 'unavailable')).toBe(true)
    expect(stub.posts).toHaveLength(1)
    expect(await token()).toBe('second')
    await second.identity.stop()
  })

  test('OC-14 an answer without a refresh token keeps the old one', async () => {
    await connect({ expires_in: 5 })
    rig.clock.ahead = 6_000
    stub.answer = () => json({ access_token: 'second', refresh_token: '', token_type: 'bearer', expires_in: 5 })
    expect(await token()).toBe('second')
    rig.clock.ahead = 20_000
    await token()
    expect(stub.posts.map(({ form }) => form.get('refresh_token'))).toEqual(['r1', 'r1'])
  })

  test('a 503 of the token endpoint never asks for consent: old token while it lives, then "call again", then recovery', async () => {
    await connect({ expires_in: 10 })
    stub.answer = () => ({ status: 503, body: 'busy' })
    rig.clock.ahead = 9_000
    expect(await token()).toBe('first')
    rig.clock.ahead = 11_000
    expect(await obtain()).toMatchObject({ kind: 'unavailable', retryAfterSeconds: expect.any(Number) as number })
    stub.answer = usual
    rig.clock.ahead = 17_000
    expect(await token()).toMatch(/^access-/)
  })

  test('invalid_client is a fault of the OAuth client: nobody is asked to consent, and a new secret heals it', async () => {
    await connect({ expires_in: 5 })
    rig.clock.ahead = 6_000
    stub.answer = () => json({ error: 'invalid_client' }, 401)
    expect(await obtain()).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('administrator') as string,
    })
    const [row] = await open().client.connection.findMany()
    expect(row?.status).toBe('ACTIVE')
    stub.answer = usual
    rig.clock.ahead = 60_000
    expect(await token()).toMatch(/^access-/)
  })

  test("invalid_grant is a verdict on the person's grant: consent", async () => {
    await connect({ expires_in: 5 })
    rig.clock.ahead = 6_000
    stub.answer = () => json({ error: 'invalid_grant' }, 400)
    expect(await token()).toBe('consent')
    const [row] = await open().client.connection.findMany()
    expect(row?.status).toBe('NEEDS_REAUTH')
    await connect({ expires_in: 3600 })
    expect(await token()).toBe('first')
  })

  test('an upstream 401: one forced refresh per version, then consent', async () => {
    await connect({ expires_in: 3600 })
    const first = await obtain()
    if (first.kind !== 'token') throw new Error('no token')
    const verdicts = await Promise.all(
      Array.from({ length: 10 }, () => rig.identity.resourceTokens.rejected(first.key, first.connectionVersion)),
    )
    expect(new Set(verdicts)).toEqual(new Set(['retry']))
    expect(stub.posts).toHaveLength(1)
    const second = await obtain()
    if (second.kind !== 'token') throw new Error('no token')
    expect(second.connectionVersion).toBe(first.connectionVersion + 1)
    expect(await rig.identity.resourceTokens.rejected(second.key, second.connectionVersion)).toBe('consent')
    expect(await token()).toBe('consent')
  })

  test('no refresh token and no lifetime (GitHub): used until the server says no', async () => {
    stub.answer = () => ({
      body: 'access_token=gho_1&scope=read%2Cother&token_type=bearer',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    const { sessionUri } = await rig.link()
    await rig.complete((await rig.consent(sessionUri)).completionUri)
    rig.clock.ahead = 10 * 365 * 86_400_000
    const result = await obtain()
    if (result.kind !== 'token') throw new Error('no token')
    expect(result.accessToken.reveal()).toBe('gho_1')
    expect(await rig.identity.resourceTokens.rejected(result.key, result.connectionVersion)).toBe('consent')
  })

  test('OC-12 an error with status 200 is an error: nothing is stored, the person starts again', async () => {
    stub.answer = () => json({ error: 'bad_verification_code', error_description: 'secret things' })
    const { sessionUri } = await rig.link()
    await expect(rig.complete((await rig.consent(sessionUri)).completionUri)).rejects.toMatchObject({
      code: 'AccessDeniedException',
    })
    expect(await open().client.connection.count()).toBe(0)
    const [row] = await open().client.authorizationSession.findMany()
    expect(row).toMatchObject({ state: 'FAILED', failure: expect.stringContaining('Start again') as string })
    expect(row?.failure).not.toContain('secret things')
  })

  test('invalid_target: the resource parameter is left out from the next link on', async () => {
    stub.answer = () => json({ error: 'invalid_target' }, 400)
    const { sessionUri } = await rig.link()
    await expect(rig.complete((await rig.consent(sessionUri)).completionUri)).rejects.toMatchObject({
      code: 'AccessDeniedException',
    })
    const next = await rig.link()
    expect((await rig.open(next.sessionUri)).url.searchParams.has('resource')).toBe(false)
  })

  test('forceAuthentication forgets the connection here and revokes it at the provider', async () => {
    await connect({ expires_in: 3600 })
    const forced = await rig.identity.resourceTokens.obtain({ ...rig.callRequest(), forceAuthentication: true })
    expect(forced.kind).toBe('consent')
    expect(await token()).toBe('consent')
    rig.identity.start()
    await expect.poll(() => stub.revoked, { timeout: 10_000 }).toEqual(['r1', 'first'])
    await rig.identity.stop()
  })

  test('OC-8 tokens never meet a client or server that they were not given by; a secret is asked for again', async () => {
    await connect({ expires_in: 5 })
    const change = (clientId: string, clientSecret?: string) =>
      rig.identity.providers.update(accessKey, {
        name: 'acme',
        credentialProviderVendor: 'CustomOauth2',
        oauth2ProviderConfigInput: {
          customOauth2ProviderConfig: {
            clientId,
            clientSecret,
            oauthDiscovery: { discoveryUrl: `${stub.issuer}/.well-known/openid-configuration` },
          },
        },
      })
    await expect(change('other client')).rejects.toMatchObject({
      code: 'ValidationException',
      fieldList: [{ name: expect.stringContaining('clientSecret') as string }],
    })
    await change('client')
    expect(await token()).toBe('first')
    const { sessionUri } = await rig.link(mallory)
    const { completionUri } = await rig.consent(sessionUri)
    await change('other client', 'other secret')
    expect(await token()).toBe('consent')
    await expect(rig.complete(completionUri, { userToken: 'good.mallory' })).rejects.toMatchObject({
      code: 'AccessDeniedException',
    })
    expect(stub.posts).toEqual([])
  })

  test('I7 OC-8 what a refresh yields after its client is gone is ended at the server that issued it', async () => {
    await connect({ expires_in: 5 })
    rig.clock.ahead = 6_000
    stub.answer = async () => {
      await rig.identity.providers.remove(accessKey, 'acme')
      return json({ access_token: 'late', refresh_token: 'late-r', token_type: 'bearer', expires_in: 3600 })
    }
    await expect(token()).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
    const rows = await open().client.revocation.findMany({ where: { reason: { startsWith: 'refreshed after' } } })
    expect(rows.map((row) => JSON.parse(row.providerSnapshot) as object)).toMatchObject([
      { server: { revocationEndpoint: `${stub.issuer}/revoke` } },
    ])
  })

  test('a swapped row does not open: ciphertexts are bound to their row, column and generation', async () => {
    await connect({ expires_in: 3600 })
    const { sessionUri } = await rig.link(mallory)
    await rig.complete((await rig.consent(sessionUri)).completionUri, { userToken: 'good.mallory' })
    const rows = await open().client.connection.findMany()
    const [one, two] = rows
    if (!one || !two) throw new Error('two rows expected')
    await open().client.connection.update({ where: { id: one.id }, data: { accessSealed: two.accessSealed } })
    const fresh = createIdentityRig(open(), stub)
    const owner = JSON.parse(one.user) as typeof alice
    await expect(fresh.identity.resourceTokens.obtain(fresh.callRequest(owner))).rejects.toThrow()
    await open().client.connection.update({
      where: { id: one.id },
      data: { accessSealed: one.accessSealed, version: 9 },
    })
    await expect(fresh.identity.resourceTokens.obtain(fresh.callRequest(owner))).rejects.toThrow()
    await fresh.identity.stop()
  })

  test('the client authenticates as its server wants it, and the secret is in no column and no answer', async () => {
    const { sessionUri } = await rig.link()
    await rig.complete((await rig.consent(sessionUri)).completionUri)
    expect(stub.posts[0]?.authorization).toBe(`Basic ${Buffer.from('client:client+secret').toString('base64')}`)
    expect(stub.posts[0]?.form.get('code_verifier')).toMatch(/^[\w.~-]{43,128}$/)
    const provider = await rig.identity.providers.get('acme')
    expect(JSON.stringify([provider, rig.identity.providers.view(provider)])).not.toContain('client secret')
    expect(rig.identity.providers.view(provider).clientSecretArn.secretArn).toMatch(
      /^arn:aws:secretsmanager:us-east-1:000000000000:secret:bedrock-agentcore-identity!default\/oauth2\/acme-[A-Za-z0-9]{6}$/,
    )
  })

  test('a poll with the start URN: pending, then the token; a foreign one is refused', async () => {
    const { sessionUri } = await rig.link()
    const poll = (user: typeof alice | typeof mallory) =>
      rig.identity.resourceTokens.obtain({ ...rig.callRequest(user), sessionUri })
    expect(await poll(alice)).toEqual({ kind: 'pending', sessionUri })
    await expect(poll(mallory)).rejects.toMatchObject({ code: 'AccessDeniedException' })
    await rig.complete((await rig.consent(sessionUri)).completionUri)
    expect((await poll(alice)).kind).toBe('token')
    const other = await rig.link(mallory)
    await rig.decide(other.sessionUri, 'cancel')
    expect(
      await rig.identity.resourceTokens.obtain({ ...rig.callRequest(mallory), sessionUri: other.sessionUri }),
    ).toMatchObject({ kind: 'failed' })
  })
})
