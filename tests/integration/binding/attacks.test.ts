import {
  CreateWorkloadIdentityCommand,
  GetWorkloadIdentityCommand,
  UpdateWorkloadIdentityCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import {
  GetResourceOauth2TokenCommand,
  GetWorkloadAccessTokenForUserIdCommand,
} from '@aws-sdk/client-bedrock-agentcore'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPerson } from '../../_support/person.ts'
import { databases } from '../../_support/process-databases.ts'
import {
  appReturnUrl,
  callTool,
  complete,
  consent,
  createTarget,
  linkOf,
  rpc,
  startStory,
  startUrn,
  toolSchema,
  userToken,
  type Story,
} from '../../_support/story.ts'

const refused = {
  name: 'AccessDeniedException',
  message: 'Invalid or expired session',
  $metadata: { httpStatusCode: 403 },
}
const tool = 'schema___whoami'
const metaKey = 'aws.bedrock-agentcore.gateway/credentialProviderConfiguration'

databases('attacks on the session binding', (env) => {
  let story: Story
  let attacker: string
  let victim: string
  beforeAll(async () => {
    story = await startStory(await env())
    await createTarget(story, { name: 'schema', schema: toolSchema })
    attacker = await userToken(story, 'bob')
    victim = await userToken(story, 'alice')
  })
  afterAll(() => story?.stop())

  const freshLink = async (token: string): Promise<string> =>
    linkOf(
      await callTool(story, token, tool, { [metaKey]: { oauthCredentialProvider: { forceAuthentication: true } } }),
    )
  const exchanges = (): number => story.server.ledger.of('exchange').filter(({ status }) => status === 200).length
  const isAskedAgain = async (token: string): Promise<void> => {
    linkOf(await callTool(story, token, tool))
  }

  test('V1, SB-5, SB-6: the victim consents and the page completes as the victim: refused, burned, nothing stored', async () => {
    const { sessionUri } = await consent(await freshLink(attacker), 'alice')
    const before = exchanges()
    await expect(complete(story, { userToken: victim }, sessionUri)).rejects.toMatchObject(refused)
    await expect(complete(story, { userToken: attacker }, sessionUri)).rejects.toMatchObject(refused)
    expect(exchanges()).toBe(before)
    await isAskedAgain(attacker)
  })

  test('V2: the victim consents and nobody completes: nothing is exchanged and the attacker is asked again', async () => {
    const before = exchanges()
    await consent(await freshLink(attacker), 'alice')
    expect(exchanges()).toBe(before)
    await isAskedAgain(attacker)
  })

  test('V3, SB-4: the attacker completes with the URN that he has known from the start: refused, and the session is burned', async () => {
    const link = await freshLink(attacker)
    await expect(complete(story, { userToken: attacker }, startUrn(link))).rejects.toMatchObject(refused)
    const before = exchanges()
    const { sessionUri } = await consent(link, 'alice')
    expect(sessionUri).not.toBe(startUrn(link))
    await expect(complete(story, { userToken: attacker }, startUrn(link))).rejects.toMatchObject(refused)
    await expect(complete(story, { userToken: attacker }, sessionUri)).rejects.toMatchObject(refused)
    expect(exchanges()).toBe(before)
    await isAskedAgain(attacker)
  })

  test('SB-1: the session URI has at least 128 random bits in URL-safe characters and differs every time', async () => {
    const links = [await freshLink(attacker), await freshLink(victim)]
    const urns = links.map(startUrn)
    for (const urn of urns) expect(urn).toMatch(/^urn:ietf:params:oauth:request_uri:[A-Za-z0-9\-._~]{22,}$/)
    expect(new Set(urns).size).toBe(2)
  })

  test('SB-2: the link is ours, leads to the connect page and changes nothing when it is only looked at', async () => {
    const link = await freshLink(attacker)
    const authorizations = story.server.ledger.of('authorization').length
    const person = createPerson()
    for (let visit = 0; visit < 3; visit++) {
      const page = await person.open(link)
      expect(page.url.origin + page.url.pathname).toBe(`${story.postern.publicUrl}/connect`)
      expect(page.html).toContain('bob')
      expect(page.html).toContain('notes:read')
    }
    expect(story.server.ledger.of('authorization').length).toBe(authorizations)
    expect(
      [...person.cookies.values()].flatMap((jar) => [...jar.keys()]).filter((name) => name.includes('bind')),
    ).toEqual([])
  })

  test('SB-3, OC-3: a callback in another browser is refused with 4xx and the code is dropped', async () => {
    const person = createPerson()
    const connect = await person.open(await freshLink(attacker))
    const isCallback = (url: URL): boolean => url.pathname.startsWith('/api/identities/oauth2/callback/')
    let page = await person.press(connect, 'Continue', isCallback)
    page = await person.press(page, 'Sign in as alice', isCallback)
    page = await person.press(page, 'Allow', isCallback)
    const before = exchanges()
    const stranger = await createPerson().open(page.url.href)
    expect(stranger.status).toBeGreaterThanOrEqual(400)
    expect(stranger.status).toBeLessThan(500)
    const owner = await person.open(page.url.href, (url) => url.origin + url.pathname === appReturnUrl)
    expect(owner.status).toBeGreaterThanOrEqual(400)
    expect(exchanges()).toBe(before)
  })

  test('OC-1, OC-3, OC-9: towards the provider go S256, a long state, our scopes, the MCP URL, and never a verifier', async () => {
    await consent(await freshLink(attacker), 'bob')
    const query = new URLSearchParams(story.server.ledger.of('authorization').at(-1)?.presented)
    expect(query.get('code_challenge_method')).toBe('S256')
    expect(query.get('state')?.length).toBeGreaterThanOrEqual(22)
    expect(query.get('resource')).toBe(story.mcp.url)
    expect(new Set(query.get('scope')?.split(' '))).toEqual(new Set(['notes:read', 'notes:write', 'offline_access']))
    expect(query.has('code_verifier')).toBe(false)
  })

  test('SB-5: two members, none, or a token of nobody we trust', async () => {
    const { sessionUri } = await consent(await freshLink(attacker), 'bob')
    const both = { userId: 'x', userToken: attacker } as unknown as { userId: string }
    await expect(complete(story, both, sessionUri)).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(complete(story, {} as unknown as { userId: string }, sessionUri)).rejects.toMatchObject({
      name: 'ValidationException',
    })
    const unsigned = await fetch(`${story.postern.publicUrl}/api/identities/CompleteResourceTokenAuth`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userIdentifier: { userToken: attacker }, sessionUri }),
    })
    expect([401, 403]).toContain(unsigned.status)
    await complete(story, { userToken: attacker }, sessionUri)
  })

  test('SB-5: a user id that spells like the subject is another user', async () => {
    const { sessionUri } = await consent(await freshLink(attacker), 'bob')
    await expect(complete(story, { userId: 'bob' }, sessionUri)).rejects.toMatchObject(refused)
  })

  test('SB-7: twenty at once with the same proof all succeed, by one exchange', async () => {
    const { sessionUri } = await consent(await freshLink(attacker), 'bob')
    const before = exchanges()
    await Promise.all(Array.from({ length: 20 }, () => complete(story, { userToken: attacker }, sessionUri)))
    expect(exchanges()).toBe(before + 1)
    expect(Math.max(...story.server.ledger.exchangesPerCode().values())).toBe(1)
  })

  test('SB-9: an unknown session is refused with the very words of a foreign one', async () => {
    const unknown = `urn:ietf:params:oauth:request_uri:${'A'.repeat(43)}`
    await expect(complete(story, { userToken: attacker }, unknown)).rejects.toMatchObject(refused)
  })

  test('SB-10: the return URL of a call must be the target’s or one that is registered for the gateway', async () => {
    const elsewhere = 'http://localhost:9090/oauth2/callback'
    const meta = { [metaKey]: { oauthcredentialProvider: { returnUrl: elsewhere, forceAuthentication: true } } }
    expect((await callTool(story, attacker, tool, meta)).error?.code).toBe(-32602)
    const name = story.gateway.gatewayId
    await story.postern.clients.control.send(
      new UpdateWorkloadIdentityCommand({ name, allowedResourceOauth2ReturnUrls: [elsewhere] }),
    )
    const stored = await story.postern.clients.control.send(new GetWorkloadIdentityCommand({ name }))
    expect(stored.allowedResourceOauth2ReturnUrls).toEqual([elsewhere])
    const link = linkOf(await callTool(story, attacker, tool, meta))
    const { returned } = await consent(link, 'bob', { isReturn: (url) => url.href.startsWith(elsewhere) })
    expect([...returned.searchParams.keys()]).toEqual(['session_id'])
  })

  test('SB-12, BR-4: the agreeing form refuses posts from other sites', async () => {
    const link = await freshLink(attacker)
    const fields = { request_uri: startUrn(link), decision: 'continue' }
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      {},
    ]) {
      const answer = await fetch(`${story.postern.publicUrl}/api/identities/oauth2/authorize`, {
        method: 'POST',
        redirect: 'manual',
        headers: headers as Record<string, string>,
        body: new URLSearchParams(fields),
      })
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.headers.getSetCookie()).toEqual([])
    }
  })

  test('SB-6, SB-12: a spent or invented link gets a page that says so, without a form', async () => {
    const link = await freshLink(attacker)
    await consent(link, 'bob')
    for (const address of [
      link,
      link.replace(/.{6}$/, 'AAAAAA'),
      `${story.postern.publicUrl}/api/identities/oauth2/authorize`,
    ]) {
      const page = await createPerson().open(address)
      expect(page.status).toBeLessThan(500)
      expect(page.html).not.toContain('value="continue"')
    }
  })

  test('SB-13: Cancel on the connect page ends the session', async () => {
    const link = await freshLink(attacker)
    const person = createPerson()
    await person.press(await person.open(link), 'Cancel', (url) => url.origin + url.pathname === appReturnUrl)
    expect(linkOf(await callTool(story, attacker, tool))).not.toBe(link)
  })

  test('SB-14: pages of the flow send no referrer and load nothing from elsewhere', async () => {
    const response = await fetch(await freshLink(attacker))
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    const html = await response.text()
    for (const [, address = ''] of html.matchAll(/(?:src|href)="(https?:[^"]*)"/g)) {
      expect(new URL(address).origin).toBe(story.postern.publicUrl)
    }
  })

  test('SS-1, BR-10: the console fetches and converts no image for strangers', async () => {
    const image = await fetch(`${story.postern.publicUrl}/_next/image?url=%2Ffavicon.ico&w=64&q=75`)
    expect(image.status).toBe(404)
  })

  test('SB-15: pending sessions of one user are capped, and a new start does not kill an older link', async () => {
    const { control, data } = story.postern.clients
    await control.send(
      new CreateWorkloadIdentityCommand({ name: 'capped', allowedResourceOauth2ReturnUrls: [appReturnUrl] }),
    )
    const { workloadAccessToken } = await data.send(
      new GetWorkloadAccessTokenForUserIdCommand({ workloadName: 'capped', userId: 'greedy' }),
    )
    const links: string[] = []
    const start = async (scope: string): Promise<void> => {
      const asked = await data.send(
        new GetResourceOauth2TokenCommand({
          workloadIdentityToken: workloadAccessToken,
          resourceCredentialProviderName: 'notes',
          scopes: [scope],
          oauth2Flow: 'USER_FEDERATION',
          resourceOauth2ReturnUrl: appReturnUrl,
        }),
      )
      links.push(asked.authorizationUrl ?? '')
    }
    for (let session = 0; session < 20; session++) await start(`scope-${session}`)
    expect(new Set(links).size).toBe(20)
    await expect(start('one-too-many')).rejects.toMatchObject({ name: 'ThrottlingException' })
    expect((await createPerson().open(links[0] ?? '')).html).toContain('value="continue"')
  })

  test('SB-16: the id of a sync belongs to one authorization; another target’s id completes nothing', async () => {
    const one = await createTarget(story, { name: 'sync-one' })
    const two = await createTarget(story, { name: 'sync-two' })
    const { sessionUri } = await consent(one.authorizationData?.oauth2?.authorizationUrl ?? '', 'alice')
    await expect(
      complete(story, { userId: two.authorizationData?.oauth2?.userId ?? '' }, sessionUri),
    ).rejects.toMatchObject(refused)
  })

  test('RS-2, RS-4: a token of nobody, a session id of somebody else, and a client that cannot open links', async () => {
    expect((await rpc(story.gateway.gatewayUrl, undefined, 'tools/list')).status).toBe(401)
    const initialized = await rpc(story.gateway.gatewayUrl, attacker, 'initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    })
    const session = initialized.headers.get('mcp-session-id') ?? ''
    expect(session).not.toBe('')
    const foreign = await rpc(story.gateway.gatewayUrl, victim, 'tools/list', {}, { 'mcp-session-id': session })
    expect([400, 403, 404]).toContain(foreign.status)
    const called = await rpc(
      story.gateway.gatewayUrl,
      attacker,
      'tools/call',
      { name: tool, arguments: {}, _meta: { [metaKey]: { oauthCredentialProvider: { forceAuthentication: true } } } },
      { 'mcp-session-id': session },
    )
    expect(called.error).toBeUndefined()
    expect(called.result?.isError).toBe(true)
    expect(called.result?.content?.[0]?.text).toMatch(/authorize\?request_uri=[\s\S]*again/)
  })
})
