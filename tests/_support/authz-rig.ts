import { createHash, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAudit } from '../../lib/audit/index.ts'
import {
  createAuthzServer,
  type AuthzDependencies,
  type AuthzServer,
  type SignInGateway,
  type Visitor,
} from '../../lib/authz-server/index.ts'
import type { SignedInWith } from '../../lib/kernel/principals.ts'
import { Secret } from '../../lib/kernel/secret.ts'
import { createUrlPolicy } from '../../lib/kernel/url-policy.ts'
import { prismaAuditStore } from '../../lib/persistence/prisma-audit-store.ts'
import { prismaAuthzStores } from '../../lib/persistence/prisma-authz-stores.ts'
import { createKeyring } from '../../lib/platform/crypto/keyring.ts'
import type { Database } from '../../lib/platform/db/index.ts'
import { createEgress } from '../../lib/platform/http/index.ts'
import { createTokenVerifier } from '../../lib/policy/index.ts'
import { silent } from './databases.ts'

export const people = new Map([
  ['alice', { userId: 'alice', email: 'alice@example.com' }],
  ['bob', { userId: 'bob', email: 'bob@example.com' }],
])
export const redirectUri = 'https://client.example/callback'

export interface AuthzRig {
  origin: string
  issuer: string
  gateway: string
  other: string
  server: AuthzServer
  clock: { ahead: number; now(): number }
  /** Who is signed in at the console, and with what; the browser of the tests has one person at a time. */
  visitor: { current: string | undefined; signedInWith?: SignedInWith }
  /** Sign-in providers that are set up, by id. */
  providers: Map<string, string>
  /** Lets the first gateway take this provider's people alone. */
  restrict(providerId: string | undefined): void
  /** Whom every request comes from. */
  address: { current: string }
  disabled: Set<string>
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>
  register(metadata?: Record<string, unknown>): Promise<Response>
  client(metadata?: Record<string, unknown>): Promise<string>
  close(): Promise<void>
}

/** The authorization server on a port of its own, on a real database; the consent page's form is posted by the test. */
export async function startAuthz(
  db: Database,
  options: {
    origin?: string
    port?: number
    keyring?: AuthzDependencies['keyring']
    fetch?: AuthzDependencies['egress']['fetch']
    strangerBounds?: Parameters<typeof createAuthzServer>[1]
  } = {},
): Promise<AuthzRig> {
  const http = createServer()
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, '127.0.0.1', resolve))
  const here = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  // A second node answers for the same address as the first.
  const origin = options.origin ?? here
  const visitor: AuthzRig['visitor'] = { current: 'alice' }
  const disabled = new Set<string>()
  const address = { current: '203.0.113.1' }
  const clock = { ahead: 0, now: () => Date.now() + clock.ahead }
  const providers = new Map<string, string>()
  const gateways: SignInGateway[] = ['one-0123456789', 'two-0123456789'].map((id) => ({
    id,
    name: id.slice(0, 3),
    url: `${origin}/gateways/${id}/mcp`,
    scopes: [],
  }))
  const egress = createEgress({
    urlPolicy: createUrlPolicy({ isLoopback: true, egressAllow: [], publicOrigin: origin }),
    logger: silent,
  })
  const server: AuthzServer = createAuthzServer(
    {
      stores: prismaAuthzStores(db),
      keyring: options.keyring ?? testKeyring(),
      clock,
      logger: silent,
      audit: createAudit(prismaAuditStore(db)),
      egress: options.fetch ? { fetch: options.fetch } : egress,
      gateways: {
        byUrl: (url) => Promise.resolve(gateways.find((gateway) => gateway.url === url)),
        all: () => Promise.resolve(gateways),
      },
      async judgeToken(token) {
        const tokens = createTokenVerifier({ egress, clock, logger: silent, own: server.issuer })
        const verdict = await tokens.verifyToken({ discoveryUrl: server.issuer.discoveryUrl }, token)
        return verdict.ok ? verdict.claims : undefined
      },
      signInProvider: (id) => Promise.resolve(providers.has(id) ? { id, name: providers.get(id) ?? '' } : undefined),
      person: (userId) => Promise.resolve(disabled.has(userId) ? undefined : people.get(userId)),
      publicOrigin: origin,
      problemPage: { html: ({ title, text }) => `<h1>${title}</h1><p>${text}</p>`, policy: "default-src 'none'" },
    },
    options.strangerBounds,
  )
  http.on('request', (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    response.setHeader('x-request-id', 'r')
    server
      .handle({
        request,
        response,
        path: path.replace(/^\/oauth/, ''),
        visitor: () => Promise.resolve(visitorOf(visitor)),
        requestId: 'r',
        address: address.current,
      })
      .catch((error: unknown) => response.destroy(error as Error))
  })
  const post: AuthzRig['post'] = (path, fields, headers = {}) =>
    fetch(`${here}/oauth${path}`, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' })
  const register: AuthzRig['register'] = (metadata = {}) =>
    fetch(`${here}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Test client',
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        ...metadata,
      }),
    })
  return {
    origin: here,
    issuer: `${origin}/oauth`,
    gateway: gateways[0]?.url ?? '',
    other: gateways[1]?.url ?? '',
    server,
    clock,
    visitor,
    address,
    disabled,
    providers,
    restrict(providerId) {
      const [first] = gateways
      if (first) gateways[0] = { ...first, signInProviderId: providerId }
    },
    post,
    register,
    async client(metadata) {
      const answer = (await (await register(metadata)).json()) as { client_id?: string }
      if (!answer.client_id) throw new Error(`Not registered: ${JSON.stringify(answer)}`)
      return answer.client_id
    },
    async close() {
      await server.stop()
      await egress.close()
      await closed(http)
    },
  }
}

const visitorOf = ({ current, signedInWith }: AuthzRig['visitor']): Visitor | undefined => {
  const person = people.get(current ?? '')
  return person && { ...person, ...(signedInWith && { signedInWith }) }
}

export const testKeyring = () => createKeyring([{ id: 'k1', key: new Secret(Buffer.alloc(32, 7).toString('base64')) }])

const closed = (http: Server) =>
  new Promise<void>((resolve) => {
    http.close(() => resolve())
    http.closeAllConnections()
  })

/** What a browser keeps and sends back, and where it is led. */
export class Browser {
  readonly cookies = new Map<string, { value: string; path: string }>()
  site: string | undefined = 'none'

  readonly rig: AuthzRig

  constructor(rig: AuthzRig) {
    this.rig = rig
  }

  async send(
    url: string,
    init: RequestInit = {},
  ): Promise<{ status: number; location: string; text: string; headers: Headers }> {
    const { pathname, search } = new URL(url)
    const cookie = [...this.cookies]
      .filter(([, { path }]) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ')
    const response = await fetch(this.rig.origin + pathname + search, {
      ...init,
      redirect: 'manual',
      headers: {
        cookie,
        ...(this.site && { 'sec-fetch-site': this.site }),
        accept: 'text/html',
        ...(init.headers as Record<string, string>),
      },
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split(';').map((part) => part.trim())
      const at = pair.indexOf('=')
      const path = rest.find((part) => /^path=/i.test(part))?.slice(5) ?? '/'
      if (/expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(pair.slice(0, at))
      else this.cookies.set(pair.slice(0, at), { value: pair.slice(at + 1), path })
    }
    return {
      status: response.status,
      location: response.headers.get('location') ?? '',
      text: await response.text(),
      headers: response.headers,
    }
  }

  /** To the consent page, or to where it all ends. */
  async start(query: Record<string, string>) {
    const first = await this.send(`${this.rig.origin}/oauth/authorize?${new URLSearchParams(query)}`)
    if (!first.location.includes('/oauth/interaction/')) return first
    const second = await this.send(first.location)
    return second.location.includes('/oauth/authorize/') ? await this.send(second.location) : second
  }

  /** Presses a button of the consent page, and goes on to the client's address. */
  async decide(
    page: string,
    decision: 'allow' | 'deny',
    change: { token?: string; headers?: Record<string, string> } = {},
  ) {
    const uid = new URL(page).searchParams.get('id') ?? ''
    const person = visitorOf(this.rig.visitor)
    const described = await this.rig.server.describeRequest(uid, person)
    const posted = await this.send(`${this.rig.origin}/oauth/interaction/${uid}`, {
      method: 'POST',
      body: new URLSearchParams({ decision, form_token: change.token ?? described.formToken ?? '' }),
      headers: { 'sec-fetch-site': 'same-origin', ...change.headers },
    })
    return posted.location.includes('/oauth/authorize/') ? await this.send(posted.location) : posted
  }
}

export function pkce() {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** A whole authorization request of this client for the first gateway. */
export const authorizeQuery = (
  rig: AuthzRig,
  clientId: string,
  challenge: string,
  more: Record<string, string> = {},
) => ({
  response_type: 'code',
  client_id: clientId,
  redirect_uri: redirectUri,
  state: 'state of the client',
  code_challenge: challenge,
  code_challenge_method: 'S256',
  resource: rig.gateway,
  ...more,
})

/** A code that the person allowed, with what is needed to exchange it. */
export async function allowedCode(rig: AuthzRig, clientId: string, more: Record<string, string> = {}) {
  const { verifier, challenge } = pkce()
  const browser = new Browser(rig)
  browser.site = 'cross-site'
  const page = await browser.start(authorizeQuery(rig, clientId, challenge, more))
  const end = await browser.decide(page.location, 'allow')
  const code = new URL(end.location).searchParams.get('code')
  if (!code) throw new Error(`No code: ${end.status} ${end.location} ${end.text}`)
  return { code, verifier }
}

export interface TokenAnswer {
  access_token: string
  refresh_token: string
  error?: string
}

export const exchange = (
  rig: AuthzRig,
  clientId: string,
  { code, verifier }: { code: string; verifier: string },
  more: Record<string, string> = {},
) =>
  rig.post('/token', {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...more,
  })

export const refresh = (rig: AuthzRig, clientId: string, token: string) =>
  rig.post('/token', { grant_type: 'refresh_token', client_id: clientId, refresh_token: token })

/** Signed in once: the tokens of a client that alice allowed. */
export async function tokensOf(
  rig: AuthzRig,
  clientId: string,
  more: Record<string, string> = {},
): Promise<TokenAnswer> {
  const answer = await exchange(rig, clientId, await allowedCode(rig, clientId, more))
  const body = (await answer.json()) as TokenAnswer
  if (!body.access_token) throw new Error(`No tokens: ${JSON.stringify(body)}`)
  return body
}
