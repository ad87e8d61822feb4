import { CreateGatewayCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
} from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPerson, type PageSeen, type Person } from '../../_support/person.ts'
import { consent, createTarget, roleArn, rpc, startStory, toolSchema, type Story } from '../../_support/story.ts'

const callback = 'http://localhost:6277/oauth/callback'
const password = 'a long enough password'
let story: Story
let gateway: { gatewayId: string; gatewayUrl: string }
let other: { gatewayId: string; gatewayUrl: string }

beforeAll(async () => {
  story = await startStory()
  gateway = await builtInGateway('built-in')
  other = await builtInGateway('other')
  story = { ...story, gateway }
  await createTarget(story, { name: 'notes', schema: toolSchema, returnUrl: `${story.postern.publicUrl}/return` })
  for (const email of ['mia@example.com', 'max@example.com']) await addMember(email)
}, 120_000)
afterAll(() => story.stop())

async function builtInGateway(name: string) {
  const made = await story.postern.clients.control.send(
    new CreateGatewayCommand({
      name,
      roleArn,
      authorizerType: 'CUSTOM_JWT',
      authorizerConfiguration: {
        customJWTAuthorizer: { discoveryUrl: `${story.postern.publicUrl}/oauth/.well-known/openid-configuration` },
      },
    }),
  )
  return { gatewayId: made.gatewayId ?? '', gatewayUrl: made.gatewayUrl ?? '' }
}

/** By the console's own API, as the signed-in administrator. */
async function addMember(email: string): Promise<void> {
  const admin = createPerson()
  await signIn(admin, `${story.postern.publicUrl}/sign-in`, story.postern.admin.email, story.postern.admin.password)
  const cookie = [...(admin.cookies.get(new URL(story.postern.publicUrl).host) ?? [])]
    .map(([k, v]) => `${k}=${v}`)
    .join('; ')
  const answer = await fetch(`${story.postern.publicUrl}/api/console/people`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'x-postern-console': '1', origin: story.postern.publicUrl },
    body: JSON.stringify({ email, password, role: 'member' }),
  })
  expect(answer.status).toBe(201)
}

const signIn = async (
  person: Person,
  page: string | PageSeen,
  email: string,
  secret = password,
  stopAt?: (url: URL) => boolean,
) => {
  const seen = typeof page === 'string' ? await person.open(page) : page
  return person.press(seen, 'Sign in', stopAt, { email, password: secret })
}

/** What an MCP client remembers, and the browser that it opens. */
function oauthProvider(person: Person, email: string) {
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
    clientMetadata: {
      client_name: 'Desk agent',
      redirect_uris: [callback],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
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

async function connect(person: Person, email: string, url = gateway.gatewayUrl) {
  const { provider, kept } = oauthProvider(person, email)
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
})
