import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAudit } from '../../lib/audit/index.ts'
import {
  createIdentity,
  type ConsentTarget,
  type FaultPointName,
  type PersonStanding,
  type SignInPlace,
  type SyncGrant,
  type SyncOutcome,
} from '../../lib/identity/index.ts'
import { createUrlPolicy } from '../../lib/kernel/url-policy.ts'
import { Secret } from '../../lib/kernel/secret.ts'
import { prismaAuditStore } from '../../lib/persistence/prisma-audit-store.ts'
import { prismaIdentityStores } from '../../lib/persistence/prisma-identity-stores.ts'
import { createChangeBus } from '../../lib/platform/changes.ts'
import { createKeyring } from '../../lib/platform/crypto/keyring.ts'
import type { Database } from '../../lib/platform/db/index.ts'
import { createEgress } from '../../lib/platform/http/index.ts'
import { silent } from './databases.ts'

export const admin = {
  kind: 'console',
  userId: 'u-admin',
  email: 'ada@example.com',
  role: 'admin',
  sessionId: 'cs-1',
} as const
export const otherAdmin = { ...admin, userId: 'u-other', email: 'otto@example.com', sessionId: 'cs-2' } as const
export const accessKey = { kind: 'iam', accessKeyId: 'AKTEST', arn: 'arn:aws:iam::000000000000:user/test' } as const
export const alice = { kind: 'jwt', iss: 'https://idp.example', sub: 'alice' } as const
export const mallory = { kind: 'jwt', iss: 'https://idp.example', sub: 'mallory' } as const

export interface TokenPost {
  form: URLSearchParams
  authorization?: string
}
export interface StubAnswer {
  status?: number
  headers?: Record<string, string>
  body: string
}

/** An authorization server that says what the test wants, and remembers what it was asked. */
export async function startStubServer() {
  const posts: TokenPost[] = []
  const revoked: string[] = []
  const revocations: TokenPost[] = []
  let count = 0
  const stub = {
    issuer: '',
    posts,
    revoked,
    revocations,
    metadata: {} as Record<string, unknown>,
    answer: (_: TokenPost): StubAnswer | Promise<StubAnswer> => {
      count += 1
      const tokens = {
        access_token: `access-${count}`,
        refresh_token: `refresh-${count}`,
        token_type: 'Bearer',
        expires_in: 3600,
      }
      return { body: JSON.stringify(tokens) }
    },
    exchangesOf: (code: string) => posts.filter(({ form }) => form.get('code') === code).length,
    close: () => new Promise<void>((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  }
  const server = createServer((request, response) => {
    void (async () => {
      const form = new URLSearchParams(await bodyOf(request))
      if (request.url === '/.well-known/openid-configuration') {
        response.setHeader('content-type', 'application/json').end(JSON.stringify(stub.metadata))
      } else if (request.url === '/revoke') {
        revoked.push(form.get('token') ?? '')
        revocations.push({ form, authorization: request.headers.authorization })
        response.end()
      } else {
        const post = { form, authorization: request.headers.authorization }
        posts.push(post)
        const { status = 200, headers = { 'content-type': 'application/json' }, body } = await stub.answer(post)
        response.writeHead(status, headers).end(body)
      }
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stub.issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  stub.metadata = {
    issuer: stub.issuer,
    authorization_endpoint: `${stub.issuer}/authorize`,
    token_endpoint: `${stub.issuer}/token`,
    revocation_endpoint: `${stub.issuer}/revoke`,
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['read', 'offline_access'],
    authorization_response_iss_parameter_supported: true,
  }
  return stub
}
export type StubServer = Awaited<ReturnType<typeof startStubServer>>

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

const publicOrigin = 'http://localhost:3000'
export const returnUrl = 'http://localhost:9090/done'

/** The identity room on a real database, with people in browsers and a clock that the test moves. */
export function createIdentityRig(db: Database, stub: StubServer) {
  const urlPolicy = createUrlPolicy({ isLoopback: true, egressAllow: [], publicOrigin })
  const egress = createEgress({ urlPolicy, logger: silent })
  const ended: SyncOutcome[] = []
  const grants: SyncGrant[] = []
  const clock = { ahead: 0, now: () => Date.now() + clock.ahead }
  const faults = new Map<FaultPointName, () => void | Promise<void>>()
  const changes = createChangeBus()
  const standings = new Map<string, PersonStanding>()
  /** API keys that were revoked. */
  const revokedKeys = new Set<string>()
  /** Subjects of disabled people at other issuers. */
  const barred = new Set<string>()
  /** Where a user's subject can sign in here. */
  const places = new Map<string, SignInPlace>()
  /** Of a gateway that takes the people of one sign-in provider alone. */
  const providersAt = new Map<string, SignInPlace['provider']>()
  const consentTargets: ConsentTarget[] = []
  const identity = createIdentity({
    stores: prismaIdentityStores(db),
    keyring: createKeyring([{ id: 'k1', key: new Secret(Buffer.alloc(32, 7).toString('base64')) }]),
    egress,
    urlPolicy,
    changes,
    clock,
    logger: silent,
    audit: createAudit(prismaAuditStore(db)),
    publicOrigin,
    ownIssuer: `${publicOrigin}/oauth`,
    personLabel: () => Promise.resolve(undefined),
    signInPlaceOf: (user) => Promise.resolve(user.kind === 'jwt' ? places.get(user.sub) : undefined),
    signInProviderAt: (gatewayId) => Promise.resolve(providersAt.get(gatewayId)),
    personStanding: (userId) => Promise.resolve(standings.get(userId) ?? 'active'),
    keyStands: ({ keyId }) => Promise.resolve(!revokedKeys.has(keyId)),
    admitsAccount: ({ sub }) => !barred.has(sub),
    consentTargets: () => Promise.resolve(consentTargets),
    region: 'us-east-1',
    account: '000000000000',
    usedBy: () => Promise.resolve([]),
    verifyUserToken: (_, token) =>
      token.startsWith('good.')
        ? Promise.resolve({ iss: alice.iss, sub: token.slice(5) })
        : Promise.reject(new Error('bad signature')),
    onSyncGrant: (_, grant) => Promise.resolve(void grants.push(grant)),
    onSyncEnded: (_, outcome) => Promise.resolve(void ended.push(outcome)),
    faultPoint: (name) => faults.get(name)?.(),
  })

  const setUp = async () => {
    await identity.workloads.ensureForGateway('g-1')
    await provide()
  }
  const provide = (name = 'acme', clientSecret: string | undefined = 'client secret') =>
    identity.providers.create(accessKey, {
      name,
      credentialProviderVendor: 'CustomOauth2',
      oauth2ProviderConfigInput: {
        customOauth2ProviderConfig: {
          clientId: 'client',
          clientSecret,
          oauthDiscovery: { discoveryUrl: `${stub.issuer}/.well-known/openid-configuration` },
        },
      },
    })

  const callRequest = (user: typeof alice | typeof mallory = alice) => ({
    workloadName: 'g-1',
    gatewayId: 'g-1',
    user,
    startedBy: { kind: 'user', user } as const,
    providerName: 'acme',
    scopes: ['read'],
    resource: 'http://localhost:9000/mcp',
    returnUrl,
    purpose: { kind: 'call', gatewayId: 'g-1', gatewayName: 'g', targetId: 'T1', targetName: 'notes' } as const,
  })
  const link = async (user: typeof alice | typeof mallory = alice) => {
    const result = await identity.resourceTokens.obtain(callRequest(user))
    if (result.kind !== 'consent') throw new Error(`expected a link, got ${result.kind}`)
    return result
  }
  const startSync = (actor: typeof admin | typeof accessKey = admin) =>
    identity.sessions.startSync({
      actor,
      purpose: { kind: 'sync', gatewayId: 'g-1', gatewayName: 'g', targetId: 'T1', targetName: 'notes' },
      workloadName: 'g-1',
      userId: 'g-1_T1_random',
      providerName: 'acme',
      scopes: ['read'],
      resource: 'http://localhost:9000/mcp',
      returnUrl,
    })

  const sameOrigin = { 'sec-fetch-site': 'same-origin', origin: publicOrigin }
  const decide = (
    sessionUri: string,
    decision = 'continue',
    visitor?: typeof admin | typeof otherAdmin,
    headers = {},
  ) =>
    identity.browser.decide({
      query: new URLSearchParams(),
      form: new URLSearchParams({ request_uri: sessionUri, decision }),
      headers: { ...sameOrigin, ...headers },
      visitor,
    })
  /** On to the provider: where the browser is sent, and the cookie that it got. */
  const open = async (sessionUri: string, visitor?: typeof admin | typeof otherAdmin) => {
    const response = await decide(sessionUri, 'continue', visitor)
    if (response.kind !== 'redirect') throw new Error(response.title)
    const cookie = response.setCookies?.[0] ?? ''
    return { url: new URL(response.location), setCookie: cookie, cookie: cookie.split(';')[0] ?? '' }
  }
  /** Back from the provider. */
  const callback = async (
    at: { url: URL; cookie?: string },
    answer: Record<string, string> = {},
    callbackId?: string,
  ) => {
    const provider = await identity.providers.get('acme')
    const query = new URLSearchParams({ state: at.url.searchParams.get('state') ?? '', iss: stub.issuer, ...answer })
    if (!query.has('error') && !query.has('code')) query.set('code', `code-${query.get('state')}`)
    return identity.browser.callback(callbackId ?? provider.callbackId, { query, headers: { cookie: at.cookie } })
  }
  /** The whole way of an honest browser; answers the completion URN and the code that is held. */
  const consent = async (sessionUri: string, visitor?: typeof admin | typeof otherAdmin) => {
    const at = await open(sessionUri, visitor)
    const back = await callback(at)
    if (back.kind !== 'redirect') throw new Error(back.title)
    const landed = new URL(back.location)
    return {
      landed,
      completionUri: landed.searchParams.get('session_id') ?? '',
      code: `code-${at.url.searchParams.get('state')}`,
    }
  }
  const complete = (
    sessionUri: string,
    identityOf: { userToken: string } | { userId: string } = { userToken: 'good.alice' },
  ) => identity.sessions.complete({ actor: accessKey, sessionUri, identity: identityOf })

  return {
    identity,
    stub,
    db,
    clock,
    changes,
    standings,
    revokedKeys,
    barred,
    places,
    providersAt,
    consentTargets,
    ended,
    grants,
    faults,
    provide,
    setUp,
    callRequest,
    link,
    startSync,
    decide,
    open,
    callback,
    consent,
    complete,
  }
}
export type IdentityRig = ReturnType<typeof createIdentityRig>
