import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtInGateway, signInOn } from '../../_support/built-in-sign-in.ts'
import { startMetadataHost, type MetadataHost } from '../../_support/metadata-host.ts'
import { addCompany, companyGateway, consoleApi, cookiesOf, throughCompany } from '../../_support/company.ts'
import { createPerson, type PageSeen, type Person } from '../../_support/person.ts'
import { clientCallback, clientMetadata, connectSdk } from '../../_support/sdk-sign-in.ts'
import { consent, createTarget, rpc, startStory, toolSchema, type Story } from '../../_support/story.ts'

const password = 'a long enough password'
let story: Story
let gateway: { gatewayId: string; gatewayUrl: string }
let other: { gatewayId: string; gatewayUrl: string }

let documents: MetadataHost
beforeAll(async () => {
  documents = await startMetadataHost((_, response, origin) => {
    const document = { ...clientMetadata, client_id: `${origin}/client.json`, client_name: 'Described agent' }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
  })
  story = await startStory({ NODE_EXTRA_CA_CERTS: documents.caFile })
  gateway = await builtInGateway(story, 'built-in')
  other = await builtInGateway(story, 'other')
  story = { ...story, gateway }
  await createTarget(story, { name: 'notes', schema: toolSchema, returnUrl: `${story.postern.publicUrl}/return` })
  for (const email of ['mia@example.com', 'max@example.com']) await addMember(email)
}, 120_000)
afterAll(async () => {
  await story.stop()
  await documents.close()
})

async function addMember(email: string): Promise<void> {
  const admin = createPerson()
  await signIn(admin, `${story.postern.publicUrl}/sign-in`, story.postern.admin.email, story.postern.admin.password)
  expect((await consoleApi(story, admin, 'POST', '/console/people', { email, password, role: 'member' })).status).toBe(
    201,
  )
}

const signIn = (person: Person, page: string | PageSeen, email: string, secret = password) =>
  signInOn(person, page, { email, password: secret })

const connect = (person: Person, email: string, documentUrl?: string) =>
  connectSdk(gateway.gatewayUrl, {
    person,
    signIn: async (page) => (page.url.pathname === '/sign-in' ? await signIn(person, page, email) : page),
    ...(documentUrl !== undefined && { documentUrl }),
  })

/** The connect page, the provider as alice, and the return page with its button, as without scripts. */
async function grant(person: Person, link: string): Promise<PageSeen> {
  const isReturn = (url: URL) => url.pathname === '/return'
  const { returned } = await consent(link, 'alice', { person, isReturn })
  return person.press(await person.open(returned.href), 'Finish')
}

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const post = (path: string, body: Record<string, string> | string, kind: 'form' | 'json' = 'form') =>
  fetch(`${story.postern.publicUrl}/oauth${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new URLSearchParams(body),
    ...(kind === 'json' && { headers: { 'content-type': 'application/json' } }),
  })

const linkIn = (text: unknown): string =>
  /http:\/\/[^\s"\\]+\/api\/identities\/oauth2\/authorize\?request_uri=[^\s"\\)]+/.exec(JSON.stringify(text))?.[0] ?? ''

describe('built-in sign-in', () => {
  test('an MCP client that is given a URL alone registers, signs its person in, lists, calls, asks for consent, and answers', async () => {
    const mia = createPerson()
    const { client, kept } = await connect(mia, 'mia@example.com')
    expect(kept.pages.at(-1)?.html).toContain('Desk agent')
    expect(kept.pages.at(-1)?.html).toContain('localhost:6277')
    const { tools } = await client.listTools()
    const whoami = tools.find(({ name }) => name.endsWith('whoami'))?.name ?? ''
    const asked = await client.callTool({ name: whoami, arguments: {} }).catch((error: unknown) => error)
    const link = linkIn((asked as { data?: unknown }).data ?? asked)
    // The same browser is signed in here as the person who started it: consent goes on, and the return page completes.
    const end = await grant(mia, link)
    expect(end.html).toContain('Authorization completed')
    const answer = await client.callTool({ name: whoami, arguments: {} })
    expect(JSON.stringify(answer.content)).toContain('alice')
    await client.close()
  })

  test('RS-2 a token for one gateway is refused at another, with the challenge that tells where to sign in', async () => {
    const { client, kept } = await connect(createPerson(), 'mia@example.com')
    const token = (kept.tokens as { access_token: string }).access_token
    expect((await rpc(gateway.gatewayUrl, token, 'tools/list')).status).toBe(200)
    const refused = await rpc(other.gatewayUrl, token, 'tools/list')
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toContain(
      `resource_metadata="${story.postern.publicUrl}/.well-known/oauth-protected-resource/gateways/${other.gatewayId}/mcp"`,
    )
    await client.close()
  })

  test('a client that is described at its own address needs no registration', async () => {
    const { client, kept } = await connect(createPerson(), 'mia@example.com', `${documents.origin}/client.json`)
    expect((kept.client as { client_id: string }).client_id).toBe(`${documents.origin}/client.json`)
    expect(kept.pages.at(-1)?.html).toContain('Described agent')
    expect(kept.pages.at(-1)?.html).toContain(new URL(documents.origin).host)
    expect((await client.listTools()).tools.length).toBeGreaterThan(0)
    await client.close()
  })

  test('a terminal shows a code, its person types it in a browser and allows it, and the terminal has its tokens', async () => {
    const registered = await post(
      '/register',
      JSON.stringify({ ...clientMetadata, grant_types: ['refresh_token', deviceGrant] }),
      'json',
    )
    const { client_id } = (await registered.json()) as { client_id: string }
    const device = (await (
      await post('/device-authorization', { client_id, resource: gateway.gatewayUrl })
    ).json()) as Record<string, string>
    expect(device.verification_uri).toBe(`${story.postern.publicUrl}/oauth/device`)
    const poll = async () =>
      (await (
        await post('/token', { grant_type: deviceGrant, client_id, device_code: device.device_code ?? '' })
      ).json()) as Record<string, string>
    expect(await poll()).toMatchObject({ error: 'authorization_pending' })

    const person = createPerson()
    const page = await person.open(device.verification_uri ?? '')
    expect(page.url.pathname).toBe('/device')
    expect((await person.press(page, 'Continue', undefined, { user_code: 'BBBB-BBBB' })).html).toContain(
      'That code is not known',
    )
    let asked = await person.press(page, 'Continue', undefined, { user_code: (device.user_code ?? '').toLowerCase() })
    if (asked.url.pathname === '/sign-in') asked = await signIn(person, asked, 'mia@example.com')
    expect(asked.html).toContain('Allow it only if you typed the code from your own screen')
    expect((await person.press(asked, 'Allow')).html).toContain('The device is signed in')
    const tokens = await poll()
    expect((await rpc(gateway.gatewayUrl, tokens.access_token, 'tools/list')).status).toBe(200)
  })

  describe('session binding for who came with a token of ours', () => {
    /** Max starts; nobody has granted anything yet. */
    async function started() {
      const max = createPerson()
      const { client, kept } = await connect(max, 'max@example.com')
      const token = (kept.tokens as { access_token: string }).access_token
      const whoami = (await client.listTools()).tools.find(({ name }) => name.endsWith('whoami'))?.name ?? ''
      const link = linkIn(await rpc(gateway.gatewayUrl, token, 'tools/call', { name: whoami, arguments: {} }))
      await client.close()
      return { max, link, token, whoami }
    }
    const authorizations = () => story.server.ledger.of('authorization').length

    test('V1 V2 the victim cannot even agree: signed out or as himself, no button leads to the provider', async () => {
      const { link } = await started()
      const before = authorizations()
      const victim = createPerson()
      const signedOut = await victim.open(link)
      expect(signedOut.html).not.toContain('>Continue<')
      expect(signedOut.html).toContain('Sign in')
      await signIn(victim, `${story.postern.publicUrl}/sign-in`, 'mia@example.com')
      const signedIn = await victim.open(link)
      expect(signedIn.html).not.toContain('>Continue<')
      expect(signedIn.html).toContain('max@example.com')
      const form = new URLSearchParams({
        request_uri: new URL(link).searchParams.get('request_uri') ?? '',
        decision: 'continue',
      })
      const forced = await fetch(`${story.postern.publicUrl}/api/identities/oauth2/authorize`, {
        method: 'POST',
        body: form,
        headers: { cookie: cookiesOf(story, victim), origin: story.postern.publicUrl, 'sec-fetch-site': 'same-origin' },
        redirect: 'manual',
      })
      expect(forced.status).toBe(403)
      expect(forced.headers.get('location')).toBeNull()
      expect(authorizations()).toEqual(before)
    })

    test('V3 the URI that the attacker knows from the start completes nothing, and the starter’s own browser does', async () => {
      const { max, link, token, whoami } = await started()
      const isReturn = (url: URL) => url.pathname === '/return'
      const { returned } = await consent(link, 'bob', { person: max, isReturn })
      const stranger = createPerson()
      await signIn(stranger, `${story.postern.publicUrl}/sign-in`, 'mia@example.com')
      const stolen = await stranger.press(await stranger.open(returned.href), 'Finish')
      expect(stolen.html).toContain('Somebody else started this authorization')
      const after = await rpc(gateway.gatewayUrl, token, 'tools/call', { name: whoami, arguments: {} })
      expect(JSON.stringify(after)).toContain('request_uri=')
    })
  })
})

describe('through a company’s identity provider that registers no clients', () => {
  let shut: { gatewayId: string; gatewayUrl: string }
  let whoami = ''

  beforeAll(async () => {
    const admin = createPerson()
    await signIn(admin, `${story.postern.publicUrl}/sign-in`, story.postern.admin.email, story.postern.admin.password)
    await addCompany(story, admin)
    shut = await companyGateway(story, admin, 'company')
    await createTarget(
      { ...story, gateway: shut },
      { name: 'notes', schema: toolSchema, returnUrl: `${story.postern.publicUrl}/return` },
    )
    whoami = 'notes___whoami'
  })

  /** What a client that has registered itself opens. */
  async function clientUrl(): Promise<string> {
    const registered = await post('/register', JSON.stringify(clientMetadata), 'json')
    const { client_id: clientId } = (await registered.json()) as { client_id: string }
    return `${story.postern.publicUrl}/oauth/authorize?${new URLSearchParams({
      ...{ response_type: 'code', client_id: clientId, redirect_uri: clientCallback, state: 's' },
      ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256', resource: shut.gatewayUrl },
    })}`
  }

  const enter = (person: Person, as: 'alice' | 'bob', documentUrl?: string) =>
    connectSdk(shut.gatewayUrl, {
      person,
      signIn: (page) => (page.url.pathname === '/consent' ? Promise.resolve(page) : throughCompany(person, page, as)),
      ...(documentUrl !== undefined && { documentUrl }),
    })
  const call = (token: string, url = shut.gatewayUrl) => rpc(url, token, 'tools/call', { name: whoami, arguments: {} })

  test('V1 V2 the victim cannot even agree: signed out or as himself, no button leads to the provider', async () => {
    const { client, token } = await enter(createPerson(), 'alice')
    await client.close()
    const link = linkIn(await call(token))
    const requestUri = new URL(link).searchParams.get('request_uri') ?? ''
    const before = story.server.ledger.of('authorization').length
    const victim = createPerson()
    const signedOut = await victim.open(link)
    expect(signedOut.html).toContain('Continue with Company')
    expect(signedOut.html).not.toContain('>Continue<')
    await signIn(victim, `${story.postern.publicUrl}/sign-in`, 'mia@example.com')
    const signedIn = await victim.open(link)
    expect(signedIn.html).toContain('somebody else')
    expect(signedIn.html).not.toContain('>Continue<')
    const forced = await fetch(`${story.postern.publicUrl}/api/identities/oauth2/authorize`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ decision: 'continue', request_uri: requestUri }),
      headers: { cookie: cookiesOf(story, victim), origin: story.postern.publicUrl, 'sec-fetch-site': 'same-origin' },
    })
    expect([forced.status, forced.headers.get('location')]).toEqual([403, null])
    expect(story.server.ledger.of('authorization').length).toBe(before)
  })

  test('V3 the URI that the attacker knows from the start completes nothing, and the starter’s own browser does', async () => {
    const bob = createPerson()
    const { client, token } = await enter(bob, 'bob')
    await client.close()
    const link = linkIn(await call(token))
    const isReturn = (url: URL) => url.pathname === '/return'
    const attacker = createPerson()
    await signIn(attacker, `${story.postern.publicUrl}/sign-in`, 'max@example.com')
    const sessionUri = new URL(link).searchParams.get('request_uri')
    const early = await consoleApi(story, attacker, 'POST', '/console/complete-authorization', { sessionUri })
    expect(await early.json()).toMatchObject({ ending: 'unknown' })
    const { returned } = await consent(link, 'bob', { person: bob, isReturn })
    const stolen = await attacker.press(await attacker.open(returned.href), 'Finish')
    expect(stolen.html).toContain('Somebody else started this authorization')
    expect(JSON.stringify(await call(token))).toContain('request_uri=')
  })

  test.each([
    ['registers itself', undefined, 'alice'],
    ['is described at its own address', '/client.json', 'bob'],
  ] as const)(
    'a client that %s is given a URL alone, and its person has no page before the company’s',
    async (_, path, as) => {
      const person = createPerson()
      const { client, kept, token } = await enter(person, as, path && documents.origin + path)
      const [first, asked] = kept.pages
      expect(first?.url.pathname).toBe('/sign-in/through')
      // Consent is our page's, for this client, whatever the company remembers (AS-6).
      expect(asked?.url.pathname).toBe('/consent')
      expect(asked?.html).toContain(path === undefined ? 'Desk agent' : 'Described agent')
      expect(asked?.html).toContain('company')

      const answer = await client.callTool({ name: whoami, arguments: {} }).catch((error: unknown) => error)
      const isReturn = (url: URL) => url.pathname === '/return'
      const { returned } = await consent(linkIn((answer as { data?: unknown }).data ?? answer), as, {
        person,
        isReturn,
      })
      expect((await person.press(await person.open(returned.href), 'Finish')).html).toContain('Authorization completed')
      expect(JSON.stringify((await client.callTool({ name: whoami, arguments: {} })).content)).toContain(as)

      expect((await call(token, gateway.gatewayUrl)).status).toBe(401)
      expect((await rpc(shut.gatewayUrl, token, 'tools/list')).status).toBe(200)
      await client.close()
    },
  )

  test('who signed in with a password is told what to sign in with, and his tokens of other gateways open nothing', async () => {
    const mia = createPerson()
    const { client, token } = await connect(mia, 'mia@example.com')
    await client.close()
    expect((await rpc(shut.gatewayUrl, token, 'tools/list')).status).toBe(401)
    const asked = await mia.open(await clientUrl())
    expect(asked.html).toContain('mia@example.com')
    expect(asked.html).toContain('Sign in with Company')
    expect(asked.html).not.toContain('value="allow"')
    const page = await throughCompany(mia, asked, 'alice')
    expect(page.html).toContain('alice@localhost')
    expect(page.html).toContain('value="allow"')
  })

  test('a browser that did not bring the request is sent nowhere by itself, and can answer nothing (login CSRF, R3)', async () => {
    const attacker = createPerson()
    const { url } = await attacker.open(await clientUrl())
    const id = url.searchParams.get('request') ?? ''
    const victim = createPerson()
    for (const path of [`/consent?id=${id}`, `/sign-in/through?request=${id}`]) {
      const seen = await victim.open(story.postern.publicUrl + path)
      expect(seen.url.pathname).toBe('/consent')
      expect(seen.html).toContain('Continue with Company')
    }
    const asked = await throughCompany(victim, await victim.open(`${story.postern.publicUrl}/consent?id=${id}`), 'bob')
    expect((await victim.press(asked, 'Allow')).html).toContain('This sign-in is over')
  })

  test('a refusal at the company is told on the client’s page, and nobody goes to and fro', async () => {
    const person = createPerson()
    const first = await person.open(await clientUrl())
    const refused = await person.open(
      `${story.postern.publicUrl}/api/auth/callback/company?error=access_denied&state=${'s'.repeat(43)}`,
    )
    expect(refused.url.pathname).toBe('/consent')
    expect(refused.html).toContain('The sign-in was not finished')
    expect((await throughCompany(person, refused, 'bob')).html).toContain('value="allow"')
    expect(first.url.pathname).toBe('/sign-in/through')
  })
})
