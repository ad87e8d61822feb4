import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider, errors, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import { createLedger, type Ledger } from './ledger.ts'
import { memoryAdapters } from './memory-adapter.ts'
import { mountInteractions } from './interactions.ts'
import { applyQuirks, type Quirks } from './quirks.ts'
import { escapeHtml, kitPage } from './pages.ts'

export const people = ['alice', 'bob'] as const
export const mcpScopes = ['notes:read', 'notes:write'] as const

export interface AuthorizationServerOptions {
  port?: number
  /** Resources (RFC 8707) whose access tokens are opaque and can be revoked: the MCP servers. */
  opaqueResources: (resource: string) => boolean
  /** Resources whose access tokens are JWTs: the gateways. */
  jwtResources: (resource: string) => boolean
  /** Whether clients may register by themselves (RFC 7591), as MCP clients do that nobody told an id. */
  anyoneRegisters?: boolean
  /** Seconds that an access token lives. */
  accessTokenTtl?: number
}

export interface TokenFacts {
  sub: string
  clientId: string
  scopes: string[]
  audience: string[]
  expiresAt: number
}

export interface KitAuthorizationServer {
  issuer: string
  discoveryUrl: string
  /** What this server saw: the truth about how often a code was exchanged. */
  ledger: Ledger
  /** Switches of misbehaviour; change them at any time. */
  quirks: Quirks
  accessTokenTtl: number
  addClient(client: { clientId: string; clientSecret?: string; redirectUris: string[] }): Promise<void>
  introspect(token: string): Promise<TokenFacts | undefined>
  /** Ends a person's tokens on the server's side, of which no client is told. */
  endTokens(person: string, models?: readonly ('AccessToken' | 'RefreshToken')[]): void
  close(): Promise<void>
}

/** An OAuth 2.1 / OpenID Connect server with two people, who sign in by a click. */
export async function startAuthorizationServer(options: AuthorizationServerOptions): Promise<KitAuthorizationServer> {
  const server = createServer()
  await listen(server, options.port ?? 0)
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const ledger = createLedger()
  const quirks: Quirks = {}
  const adapters = memoryAdapters()
  const live = { accessTokenTtl: options.accessTokenTtl ?? 3600 }
  const provider = new Provider(issuer, configuration(adapters, options, live))
  provider.use(applyQuirks(quirks, ledger))
  mountInteractions(provider, people)
  const addClient: KitAuthorizationServer['addClient'] = async ({ clientId, clientSecret, redirectUris }) => {
    await adapters('Client').upsert(
      clientId,
      {
        client_id: clientId,
        ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
        token_endpoint_auth_method: clientSecret === undefined ? 'none' : 'client_secret_basic',
        redirect_uris: redirectUris,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
      0,
    )
  }
  mountRegistration(provider, addClient)
  const answer = provider.callback()
  server.on('request', (request, response) => void answer(request, response))
  return {
    issuer,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    ledger,
    quirks,
    get accessTokenTtl() {
      return live.accessTokenTtl
    },
    set accessTokenTtl(seconds) {
      live.accessTokenTtl = seconds
    },
    addClient,
    async introspect(value) {
      const token = await provider.AccessToken.find(value)
      if (token === undefined || token.isExpired) return undefined
      return {
        sub: token.accountId,
        clientId: token.clientId ?? '',
        scopes: (token.scope ?? '').split(' ').filter(Boolean),
        audience: [token.aud].flat().filter((aud) => aud !== undefined),
        expiresAt: token.exp ?? 0,
      }
    },
    endTokens: (person, models = ['AccessToken', 'RefreshToken']) => adapters.forget(person, models),
    close: () => closeServer(server),
  }
}

function configuration(
  adapter: Configuration['adapter'],
  options: AuthorizationServerOptions,
  live: { accessTokenTtl: number },
): Configuration {
  return {
    adapter,
    clients: [],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    scopes: ['openid', 'offline_access', ...mcpScopes],
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      registration: { enabled: options.anyoneRegisters === true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          const jwt = options.jwtResources(resource)
          if (!jwt && !options.opaqueResources(resource)) throw new errors.InvalidTarget()
          const shared = { scope: mcpScopes.join(' '), audience: resource, accessTokenTTL: live.accessTokenTtl }
          return jwt
            ? { ...shared, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }
            : { ...shared, accessTokenFormat: 'opaque' }
        },
      },
    },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    ttl: {
      AccessToken: () => live.accessTokenTtl,
      Interaction: 600,
      Grant: 86_400,
      Session: 86_400,
      RefreshToken: 86_400,
    },
    cookies: { keys: ['trial kit: not a secret'] },
  }
}

/** Lets somebody who tries Postern register a callback URL, as a vendor's developer page would. */
function mountRegistration(provider: Provider, addClient: KitAuthorizationServer['addClient']): void {
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    if (ctx.path !== '/' && ctx.path !== '/register') return next()
    ctx.type = 'html'
    const callback = ctx.query['callback_url']
    if (ctx.path === '/register' && typeof callback === 'string' && URL.canParse(callback)) {
      const clientId = `app-${crypto.randomUUID().slice(0, 8)}`
      const clientSecret = crypto.randomUUID()
      await addClient({ clientId, clientSecret, redirectUris: [callback] })
      ctx.body = kitPage(
        'Registered',
        `<p>Client ID</p><pre>${clientId}</pre><p>Client secret</p><pre>${clientSecret}</pre>
         <p>Discovery URL</p><pre>${escapeHtml(provider.issuer)}/.well-known/openid-configuration</pre>`,
      )
      return
    }
    ctx.body = kitPage(
      'Trial authorization server',
      `<p>People who can sign in here: ${people.map((name) => `<strong>${name}</strong>`).join(', ')}.</p>
       <form action="/register"><label>Callback URL <input type="url" name="callback_url" required></label><button>Register an app</button></form>`,
    )
  })
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })

export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
