import {
  CreateGatewayTargetCommand,
  DeleteGatewayTargetCommand,
  ListGatewayTargetsCommand,
  SynchronizeGatewayTargetsCommand,
  UpdateGatewayTargetCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startIssuer, type IssuerServer } from '../../_support/issuer-server.ts'
import { refusalOf, send, sign } from '../../_support/letter.ts'
import { createPerson } from '../../_support/person.ts'
import {
  appReturnUrl,
  callTool,
  complete,
  consent,
  createGateway,
  createTarget,
  getTarget,
  linkOf,
  startStory,
  startUrn,
  targetInput,
  targetReaches,
  toolSchema,
  userToken,
  type Story,
} from '../../_support/story.ts'

const refused = { name: 'AccessDeniedException', status: 403, message: 'Invalid or expired session', fields: [] }
const isReturn = (url: URL): boolean => url.origin + url.pathname === appReturnUrl
const forced = {
  'aws.bedrock-agentcore.gateway/credentialProviderConfiguration': {
    oauthCredentialProvider: { forceAuthentication: true },
  },
}

describe('the link and its completion, from outside', () => {
  let story: Story
  let issuer: IssuerServer
  let alice: string
  beforeAll(async () => {
    issuer = await startIssuer()
    story = await startStory()
    await createTarget(story, { name: 'notes', schema: toolSchema })
    alice = await userToken(story, 'alice')
  })
  afterAll(async () => {
    await story?.stop()
    await issuer.close()
  })
  const control = () => story.postern.clients.control
  const freshLink = async (): Promise<string> => linkOf(await callTool(story, alice, 'notes___whoami', forced))
  const completeRefusal = (identity: Parameters<typeof complete>[1], sessionUri: string) =>
    refusalOf(complete(story, identity, sessionUri))

  test('the connect page shows who started, target, provider, scopes and host, and two plain buttons', async () => {
    const link = await freshLink()
    const page = await createPerson().open(link)
    expect(page.status).toBe(200)
    expect(page.url.pathname).toBe('/connect')
    const text = page.html.replace(/<(script|style)[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ')
    for (const shown of ['alice', 'notes', 'notes:read', 'notes:write', new URL(story.server.issuer).hostname]) {
      expect(text).toContain(shown)
    }
    const forms = page.html.match(/<form[\s\S]*?<\/form>/g) ?? []
    const agreeing = forms.find((form) => form.includes('Continue')) ?? ''
    expect(agreeing).toMatch(/method="post"/i)
    expect(agreeing).toContain('action="/api/identities/oauth2/authorize"')
    expect(text).toMatch(/\bContinue\b/)
    expect(text).toMatch(/\bCancel\b/)
  })

  test('nothing is set before the click; the click’s cookie is HttpOnly and SameSite=Lax', async () => {
    const link = await freshLink()
    const looked = await fetch(link, { redirect: 'manual' })
    expect(looked.status).toBe(302)
    expect(looked.headers.getSetCookie()).toEqual([])
    const page = await createPerson().open(link)
    const fields = new URLSearchParams()
    for (const [input] of page.html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      const valueOf = (name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(input)?.[1]?.replaceAll('&amp;', '&')
      fields.set(valueOf('name') ?? '', valueOf('value') ?? '')
    }
    fields.set('decision', 'continue')
    const clicked = await fetch(`${story.postern.publicUrl}/api/identities/oauth2/authorize`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'sec-fetch-site': 'same-origin' },
      body: fields,
    })
    expect([302, 303]).toContain(clicked.status)
    const [cookie = '', ...others] = clicked.headers.getSetCookie()
    expect(others).toEqual([])
    expect(cookie).toMatch(/;\s*HttpOnly/i)
    expect(cookie).toMatch(/;\s*SameSite=Lax/i)
    const towards = new URL(clicked.headers.get('location') ?? '')
    expect(towards.origin).toBe(story.server.issuer)
    expect(
      towards.searchParams
        .get('scope')
        ?.split(' ')
        .filter((scope) => scope !== 'offline_access'),
    ).toEqual(['notes:read', 'notes:write'])
    expect(towards.searchParams.get('state')?.length).toBeGreaterThanOrEqual(22)
    expect(towards.searchParams.get('code_challenge_method')).toBe('S256')
    expect([null, story.mcp.url]).toContain(towards.searchParams.get('resource'))
  })

  test('unsigned, wrongly signed and malformed completions burn nothing', async () => {
    const { sessionUri } = await consent(await freshLink(), 'alice')
    const path = '/api/identities/CompleteResourceTokenAuth'
    const body = JSON.stringify({ userIdentifier: { userToken: alice }, sessionUri })
    const unsigned = await send(story.postern, { path, body }, { 'content-type': 'application/json' })
    expect([401, 403]).toContain(unsigned.status)
    const wrongly = await sign(story.postern, { path, body, secretAccessKey: 'wrong' })
    expect([401, 403]).toContain((await send(story.postern, { path, body }, wrongly)).status)
    const tampered = await sign(story.postern, { path, body: body.replace('userToken', 'userId') })
    expect([401, 403]).toContain((await send(story.postern, { path, body }, tampered)).status)
    for (const userIdentifier of [{}, { userToken: alice, userId: 'alice' }]) {
      const answer = await refusalOf(complete(story, userIdentifier as { userId: string }, sessionUri))
      expect(answer.name).toBe('ValidationException')
    }
    expect((await complete(story, { userToken: alice }, sessionUri)).$metadata.httpStatusCode).toBe(200)
  })

  test('unknown, spent and foreign sessions get one and the same refusal', async () => {
    const { sessionUri } = await consent(await freshLink(), 'alice')
    await complete(story, { userToken: alice }, sessionUri)
    const bob = await userToken(story, 'bob')
    const unknown = 'urn:ietf:params:oauth:request_uri:nobody-ever-made-this-one'
    const refusals = [
      await completeRefusal({ userToken: bob }, sessionUri),
      await completeRefusal({ userId: 'alice' }, sessionUri),
      await completeRefusal({ userToken: alice }, unknown),
      await completeRefusal({ userId: 'anybody' }, unknown),
    ]
    for (const refusal of refusals) expect(refusal).toEqual(refused)
  })

  test('the start URN is not accepted, not even from the right person after an honest consent', async () => {
    const link = await freshLink()
    await consent(link, 'alice')
    expect(await completeRefusal({ userToken: alice }, startUrn(link))).toEqual(refused)
  })

  test('userToken is verified by the authorizer of the session’s gateway', async () => {
    const { sessionUri } = await consent(await freshLink(), 'alice')
    // The same sub and client from somebody else's issuer, and a token that nobody signed.
    const foreign = await issuer.sign({ sub: 'alice', client_id: 'agent' })
    for (const userToken of [foreign, alice.replace(/.{8}$/, 'AAAAAAAA')]) {
      const answer = await completeRefusal({ userToken }, sessionUri)
      expect([401, 403]).toContain(answer.status)
    }
  })

  test('the session of one gateway is completed with a token that another gateway takes only if both do', async () => {
    const other = await createGateway(story.postern, story.server, 'other')
    const elsewhere = await userToken(story, 'alice', other)
    const { sessionUri } = await consent(await freshLink(), 'alice')
    // Both gateways trust the same issuer and client: it is the same person.
    expect((await complete(story, { userToken: elsewhere }, sessionUri)).$metadata.httpStatusCode).toBe(200)
  })

  test('a second browser that has the link but not the click’s cookie ends with a page below 500', async () => {
    const link = await freshLink()
    const first = createPerson()
    const signInPage = await first.press(await first.open(link), 'Continue')
    const thief = createPerson()
    thief.cookies.set(
      new URL(story.server.issuer).host,
      first.cookies.get(new URL(story.server.issuer).host) ?? new Map(),
    )
    let page = await thief.press(signInPage, 'Sign in as alice', isReturn)
    if (page.html.includes('Allow access?')) page = await thief.press(page, 'Allow', isReturn)
    expect(page.status).toBeGreaterThanOrEqual(400)
    expect(page.status).toBeLessThan(500)
    expect(page.html).not.toContain('value="continue"')
  })

  test('while it waits, the target says where to consent; a fresh link comes by update and synchronize', async () => {
    const made = await createTarget(story, { name: 'pending' })
    const first = made.authorizationData?.oauth2?.authorizationUrl ?? ''
    const gatewayIdentifier = story.gateway.gatewayId
    const targetId = made.targetId ?? ''
    const read = await getTarget(story, targetId)
    expect(read).toMatchObject({ status: 'CREATE_PENDING_AUTH', authorizationData: made.authorizationData })
    const { items = [] } = await control().send(new ListGatewayTargetsCommand({ gatewayIdentifier }))
    expect(items.find((item) => item.targetId === targetId)?.authorizationData).toEqual(made.authorizationData)
    const updated = await control().send(
      new UpdateGatewayTargetCommand({ ...targetInput(story, { name: 'pending' }), targetId }),
    )
    const second = updated.authorizationData?.oauth2?.authorizationUrl ?? ''
    expect(second).not.toBe(first)
    // The link of before is spent.
    const page = await createPerson().open(first)
    expect(page.status).toBeLessThan(500)
    expect(page.html).not.toContain('value="continue"')
    const renewed = await control().send(
      new SynchronizeGatewayTargetsCommand({ gatewayIdentifier, targetIdList: [targetId] }),
    )
    const third = renewed.targets?.[0]?.authorizationData?.oauth2
    const { sessionUri } = await consent(third?.authorizationUrl ?? '', 'alice')
    // Only the user of this very authorization.
    expect(await completeRefusal({ userId: made.authorizationData?.oauth2?.userId ?? '' }, sessionUri)).toEqual(refused)
    const again = await control().send(
      new SynchronizeGatewayTargetsCommand({ gatewayIdentifier, targetIdList: [targetId] }),
    )
    const last = again.targets?.[0]?.authorizationData?.oauth2
    const done = await consent(last?.authorizationUrl ?? '', 'alice')
    await complete(story, { userId: last?.userId ?? '' }, done.sessionUri)
    await targetReaches(story, targetId, 'READY')
  })

  test('a target that waits can be deleted, and its link is dead', async () => {
    const made = await createTarget(story, { name: 'unwanted' })
    const { authorizationUrl = '', userId = '' } = made.authorizationData?.oauth2 ?? {}
    const { sessionUri } = await consent(authorizationUrl, 'alice')
    const one = { gatewayIdentifier: story.gateway.gatewayId, targetId: made.targetId }
    expect((await control().send(new DeleteGatewayTargetCommand(one))).$metadata.httpStatusCode).toBe(202)
    expect((await refusalOf(getTarget(story, made.targetId ?? ''))).status).toBe(404)
    expect(await completeRefusal({ userId }, sessionUri)).toEqual(refused)
  })

  test('a denied consent of an admin fails the target with a reason, and synchronize asks again', async () => {
    const made = await createTarget(story, { name: 'denied' })
    const { authorizationUrl = '', userId = '' } = made.authorizationData?.oauth2 ?? {}
    const { sessionUri } = await consent(authorizationUrl, 'alice', { answer: 'Deny' })
    expect(await completeRefusal({ userId }, sessionUri)).toEqual(refused)
    const failed = await targetReaches(story, made.targetId ?? '', 'FAILED')
    expect(failed.statusReasons?.join(' ')).toMatch(/den|refus/i)
    const again = await control().send(
      new SynchronizeGatewayTargetsCommand({
        gatewayIdentifier: story.gateway.gatewayId,
        targetIdList: [made.targetId ?? ''],
      }),
    )
    expect(again.targets?.[0]?.authorizationData?.oauth2?.authorizationUrl).not.toBe(authorizationUrl)
  })

  test('a return URL left out is our own return page', async () => {
    const input = targetInput(story, { name: 'own-return' })
    const oauth = input.credentialProviderConfigurations[0]?.credentialProvider.oauthCredentialProvider
    const { defaultReturnUrl: _left, ...rest } = oauth ?? { providerArn: '', scopes: [] }
    const made = await control().send(
      new CreateGatewayTargetCommand({
        ...input,
        credentialProviderConfigurations: [
          { credentialProviderType: 'OAUTH', credentialProvider: { oauthCredentialProvider: rest } },
        ],
      }),
    )
    const { returned } = await consent(made.authorizationData?.oauth2?.authorizationUrl ?? '', 'alice', {
      isReturn: (url) => url.pathname === '/return',
    })
    expect(returned.origin).toBe(story.postern.publicUrl)
    expect([...returned.searchParams.keys()]).toEqual(['session_id'])
  })
})
