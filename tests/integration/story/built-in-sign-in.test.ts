import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
} from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { builtInGateway, signInOn } from '../../_support/built-in-sign-in.ts'
import { startMetadataHost, type MetadataHost } from '../../_support/metadata-host.ts'
import { createPerson, type PageSeen, type Person } from '../../_support/person.ts'
import { consent, createTarget, rpc, startStory, toolSchema, type Story } from '../../_support/story.ts'

const callback = 'http://localhost:6277/oauth/callback'
const password = 'a long enough password'
const metadata = {
  client_name: 'Desk agent',
  redirect_uris: [callback],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}
let story: Story
let gateway: { gatewayId: string; gatewayUrl: string }
let other: { gatewayId: string; gatewayUrl: string }

let documents: MetadataHost
beforeAll(async () => {
  documents = await startMetadataHost((_, response, origin) => {
    const document = { ...metadata, client_id: `${origin}/client.json`, client_name: 'Described agent' }
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
  expect((await api('/console/people', { email, password, role: 'member' }, admin)).status).toBe(201)
}

/** As the console's pages call it. */
const api = (path: string, body: unknown, person: Person) =>
  fetch(`${story.postern.publicUrl}/api${path}`, {
    method: 'POST',
    headers: {
      cookie: cookiesOf(person),
      'content-type': 'application/json',
      'x-postern-console': '1',
      origin: story.postern.publicUrl,
    },
    body: JSON.stringify(body),
  })
const cookiesOf = (person: Person) =>
  [...(person.cookies.get(new URL(story.postern.publicUrl).host) ?? [])].map((pair) => pair.join('=')).join('; ')

const signIn = (person: Person, page: string | PageSeen, email: string, secret = password) =>
  signInOn(person, page, { email, password: secret })

/** What an MCP client remembers, and the browser that it opens. */
function oauthProvider(person: Person, email: string, documentUrl?: string) {
  const kept: {
    client?: unknown
    tokens?: unknown
    verifier?: string
    discovery?: unknown
    answer?: URL
    pages: PageSeen[]
  } = { pages: [] }
  const provider: OAuthClientProvider = {
    redirectUrl: callback,
    clientMetadata: metadata,
    ...(documentUrl !== undefined && { clientMetadataUrl: documentUrl }),
    clientInformation: () => kept.client as never,
    saveClientInformation: (client) => void (kept.client = client),
    tokens: () => kept.tokens as never,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier ?? '',
    saveDiscoveryState: (state) => void (kept.discovery = state),
    discoveryState: () => kept.discovery as never,
    async redirectToAuthorization(url) {
      const atClient = (seen: URL) => seen.href.startsWith(callback)
      let page = await person.open(url.href, atClient)
      kept.pages.push(page)
      if (page.url.pathname === '/sign-in') page = await signIn(person, page, email)
      kept.pages.push(page)
      page = await person.press(page, 'Allow', atClient)
      kept.answer = page.url
    },
  }
  return { provider, kept }
}

async function connect(person: Person, email: string, documentUrl?: string) {
  const url = gateway.gatewayUrl
  const { provider, kept } = oauthProvider(person, email, documentUrl)
  const client = new Client({ name: 'desk', version: '1' }, { supportedProtocolVersions: ['2025-11-25'] })
  const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: provider })
  await expect(client.connect(transport)).rejects.toThrow(UnauthorizedError)
  await transport.finishAuth(kept.answer?.searchParams ?? new URLSearchParams())
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider: provider }))
  return { client, kept }
}

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
      JSON.stringify({ ...metadata, grant_types: ['refresh_token', deviceGrant] }),
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
        headers: { cookie: cookiesOf(victim), origin: story.postern.publicUrl, 'sec-fetch-site': 'same-origin' },
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
