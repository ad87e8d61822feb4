import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { describeOnBothDatabases } from '../../_support/databases.ts'
import {
  accessKey,
  admin,
  alice,
  createIdentityRig,
  startStubServer,
  type IdentityRig,
  type StubServer,
} from '../../_support/identity-rig.ts'

describeOnBothDatabases('credential providers and workload identities', (open) => {
  let stub: StubServer
  let rig: IdentityRig
  let honest: Record<string, unknown>
  beforeAll(async () => {
    stub = await startStubServer()
    honest = stub.metadata
  })
  afterAll(() => stub.close())
  beforeEach(async () => {
    const { client } = open()
    await client.credentialProvider.deleteMany()
    await client.workloadIdentity.deleteMany()
    await client.authorizationSession.deleteMany()
    await client.connection.deleteMany()
    await client.revocation.deleteMany()
    stub.metadata = honest
    rig = createIdentityRig(open(), stub)
  })

  test('a name is taken once (ConflictException), the second attempt changes nothing', async () => {
    const first = await rig.provide()
    await expect(rig.provide('acme', 'another')).rejects.toMatchObject({ code: 'ConflictException' })
    expect((await rig.identity.providers.get('acme')).secretSealed).toBe(first.secretSealed)
    expect(
      await rig.identity.providers.findByArn(rig.identity.providers.view(first).credentialProviderArn),
    ).toMatchObject({
      name: 'acme',
    })
  })

  test.each([
    ['a document that lies', { issuer: 'http://localhost:1' }],
    ['no PKCE', { code_challenge_methods_supported: [] }],
    ['a private address that is not ours to reach', { token_endpoint: 'https://169.254.169.254/token' }],
  ])('%s: nothing is stored', async (_, lie) => {
    stub.metadata = { ...honest, ...lie }
    await expect(rig.provide()).rejects.toMatchObject({ code: 'ValidationException' })
    expect(await rig.identity.providers.count()).toBe(0)
  })

  test('a discovery URL that gives no answer is a field error, too', async () => {
    await expect(
      rig.identity.providers.create(accessKey, {
        name: 'acme',
        credentialProviderVendor: 'CustomOauth2',
        oauth2ProviderConfigInput: {
          customOauth2ProviderConfig: {
            clientId: 'c',
            oauthDiscovery: { discoveryUrl: 'http://localhost:1/.well-known/openid-configuration' },
          },
        },
      }),
    ).rejects.toMatchObject({
      code: 'ValidationException',
      fieldList: [{ name: expect.stringContaining('discoveryUrl') as string }],
    })
  })

  test("a server that begins to lie is nobody's consent: calls are unavailable, syncs are refused by name", async () => {
    await rig.setUp()
    stub.metadata = { ...honest, issuer: 'http://localhost:1' }
    const later = createIdentityRig(open(), stub)
    expect(await later.identity.resourceTokens.obtain(later.callRequest())).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('administrator') as string,
    })
    await expect(later.startSync()).rejects.toMatchObject({ code: 'ValidationException' })
  })

  test('a callback URL can be had before the client exists, and is used once', async () => {
    const callbackUrl = await rig.identity.providers.reserveCallbackUrl(admin)
    const github = (name: string) =>
      rig.identity.providers.create(admin, {
        name,
        credentialProviderVendor: 'GithubOauth2',
        oauth2ProviderConfigInput: { githubOauth2ProviderConfig: { clientId: 'c', clientSecret: 's' } },
        callbackUrl,
      })
    expect(rig.identity.providers.view(await github('one')).callbackUrl).toBe(callbackUrl)
    await expect(github('two')).rejects.toMatchObject({
      code: 'ValidationException',
      fieldList: [{ name: 'callbackUrl' }],
    })
  })

  test('GitHub needs a secret, and says where it is found', async () => {
    await expect(
      rig.identity.providers.create(admin, {
        name: 'gh',
        credentialProviderVendor: 'GithubOauth2',
        oauth2ProviderConfigInput: { githubOauth2ProviderConfig: { clientId: 'c' } },
      }),
    ).rejects.toMatchObject({
      code: 'ValidationException',
      fieldList: [{ name: 'oauth2ProviderConfigInput.githubOauth2ProviderConfig.clientSecret' }],
    })
  })

  test('deleting one ends its connections', async () => {
    await rig.setUp()
    const { sessionUri } = await rig.link()
    await rig.complete((await rig.consent(sessionUri)).completionUri)
    await rig.identity.providers.remove(admin, 'acme')
    expect(await open().client.connection.count()).toBe(0)
    await expect(rig.identity.resourceTokens.obtain(rig.callRequest())).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
    await expect(rig.identity.providers.remove(admin, 'acme')).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
  })

  test('OC-5 OC-8 one that is made again under its name gets neither the code nor the link of the one before', async () => {
    await rig.setUp()
    const before = await rig.link()
    const { completionUri, code } = await rig.consent(before.sessionUri)
    const waiting = await rig.link()
    await rig.identity.providers.remove(admin, 'acme')
    await rig.provide('acme', 'the secret of another client')
    await expect(rig.complete(completionUri)).rejects.toMatchObject({ code: 'AccessDeniedException' })
    expect(stub.exchangesOf(code)).toBe(0)
    expect((await rig.link()).sessionUri).not.toBe(waiting.sessionUri)
  })

  test.each([
    ['the OAuth client is made anew', () => rig.identity.providers.remove(admin, 'acme').then(() => rig.provide())],
    ['the gateway is deleted', () => rig.identity.workloads.removeForGateway('g-1')],
  ])('I7 while %s, a code under way yields nothing that stays, and its tokens are ended', async (_, meanwhile) => {
    await rig.setUp()
    const { sessionUri } = await rig.link()
    const { completionUri } = await rig.consent(sessionUri)
    const answer = stub.answer
    stub.answer = async (post) => {
      stub.answer = answer
      await meanwhile()
      return answer(post)
    }
    await expect(rig.complete(completionUri)).rejects.toMatchObject({ code: 'AccessDeniedException' })
    expect(await open().client.connection.count()).toBe(0)
    expect(await open().client.revocation.count()).toBe(1)
  })

  test.each([
    ['the OAuth client is made anew', () => rig.identity.providers.remove(admin, 'acme').then(() => rig.provide())],
    ['the gateway is deleted', () => rig.identity.workloads.removeForGateway('g-1')],
  ])('I7 while %s, what was just stored goes again', async (_, meanwhile) => {
    await rig.setUp()
    const { sessionUri } = await rig.link()
    const { completionUri } = await rig.consent(sessionUri)
    rig.faults.set('grant.saved', async () => {
      rig.faults.clear()
      const stored = await open().client.connection.findFirstOrThrow()
      await open().client.connection.deleteMany()
      await meanwhile()
      await open().client.connection.create({ data: stored })
    })
    await expect(rig.complete(completionUri)).rejects.toMatchObject({ code: 'AccessDeniedException' })
    expect(await open().client.connection.count()).toBe(0)
  })

  test('OC-8 a token of a sync is ended with the secret that it was redeemed with', async () => {
    await rig.setUp()
    const { sessionUri } = await rig.startSync()
    const { completionUri } = await rig.consent(sessionUri, admin)
    const answer = stub.answer
    stub.answer = async (post) => {
      stub.answer = answer
      await rig.identity.providers.remove(admin, 'acme')
      await rig.provide('acme', 'the secret of another client')
      return answer(post)
    }
    await rig.complete(completionUri, { userId: 'g-1_T1_random' })
    const asked = stub.revocations.length
    await rig.grants.at(-1)?.done()
    const [post] = stub.revocations.slice(asked)
    expect(Buffer.from(post?.authorization?.split(' ')[1] ?? '', 'base64').toString()).toBe('client:client+secret')
  })

  test("a gateway's identity comes and goes with it, and takes its connections and waiting consents along", async () => {
    await rig.setUp()
    const { sessionUri } = await rig.link()
    const { completionUri, code } = await rig.consent(sessionUri)
    await expect(rig.identity.workloads.remove(admin, 'g-1')).rejects.toMatchObject({ code: 'ValidationException' })
    await rig.identity.workloads.removeForGateway('g-1')
    await expect(rig.complete(completionUri)).rejects.toMatchObject({ code: 'AccessDeniedException' })
    expect(stub.exchangesOf(code)).toBe(0)
  })

  test('SB-10 a direct request goes back to a registered URL or to our own page', async () => {
    await rig.setUp()
    await rig.identity.workloads.create(admin, {
      name: 'agent',
      allowedResourceOauth2ReturnUrls: ['http://localhost:9090/done'],
    })
    const ask = (returnUrl?: string) =>
      rig.identity.resourceTokens.obtain({
        workloadName: 'agent',
        user: alice,
        startedBy: accessKey,
        providerName: 'acme',
        scopes: ['read'],
        purpose: { kind: 'direct' },
        returnUrl,
      })
    expect((await ask()).kind).toBe('consent')
    expect((await ask('http://localhost:9090/done')).kind).toBe('consent')
    for (const url of ['http://localhost:9090/done/', 'http://localhost:9090/done?x=1', 'https://evil.example/'])
      await expect(ask(url)).rejects.toMatchObject({
        code: 'ValidationException',
        fieldList: [{ name: 'resourceOauth2ReturnUrl' }],
      })
    await expect(
      rig.identity.workloads.update(admin, { name: 'agent', allowedResourceOauth2ReturnUrls: ['javascript:alert(1)'] }),
    ).rejects.toMatchObject({ code: 'ValidationException', fieldList: [{ name: 'allowedResourceOauth2ReturnUrls.0' }] })
  })
})
