import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import { emailSchema } from '../../contracts/console.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { Clock } from '../../platform/clock.ts'
import type { EgressFetch } from '../../platform/http/index.ts'
import { faultOf, refuseUnavailable, waysOut, type ProviderServers, type WaysOut } from './provider-servers.ts'
import { SignInFault } from './sign-in-fault.ts'
import type { SignInProviderRecord, Subject } from './sign-in.store.ts'

/** What the browser brought back, with what next-auth had kept for it in cookies. */
export interface ProviderAnswer {
  parameters: Readonly<Record<string, string>>
  state: string
  codeVerifier: string
  nonce?: string
}

/** Who the provider says that somebody is. Only `iss` and `sub` decide anything; the rest is shown. */
export interface Identified extends Subject {
  /** An e-mail address or another name; never looked up. */
  label: string
  groups: readonly string[]
}

const maxSubject = 255
const toleranceSeconds = 30
const githubUserSchema = z.object({ id: z.number().int().positive(), login: z.string().min(1).max(100) })

export interface IdentifyDeps {
  servers: ProviderServers
  fetch: EgressFetch
  clock: Clock
  /** All that one sign-in asks of its provider has this long together. */
  deadlineMs: number
}

/** One sign-in, as far as its provider is asked for it. */
interface Asked {
  provider: SignInProviderRecord
  server: oauth.AuthorizationServer
  client: oauth.Client
  ways: WaysOut
}

/** Redeems the code and proves who came, or throws a SignInFault. Every answer of the provider is taken for hostile. */
export function createIdentify(deps: IdentifyDeps) {
  const { servers } = deps
  return async (
    provider: SignInProviderRecord,
    secret: Secret,
    redirectUri: string,
    answer: ProviderAnswer,
  ): Promise<Identified> => {
    const ways = waysOut(deps.fetch, deps.deadlineMs)
    try {
      const server = await servers.of(provider, ways)
      const client: oauth.Client = { client_id: provider.clientId, [oauth.clockTolerance]: toleranceSeconds }
      // State (OC-3) and, where the server sends or promises it, `iss` (OC-4).
      const parameters = oauth.validateAuthResponse(
        server,
        client,
        new URLSearchParams(answer.parameters),
        answer.state,
      )
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        authenticationOf(server, provider, secret),
        ...([parameters, redirectUri, answer.codeVerifier, ways] as const),
      )
      refuseUnavailable(response)
      const asked = { provider, server, client, ways }
      return provider.kind === 'github'
        ? await githubUser(asked, response)
        : await idTokenSubject(deps, asked, response, answer.nonce)
    } catch (error) {
      const fault = faultOf(error)
      // It may have moved: the next sign-in asks where it is.
      if (fault.reason === 'provider-unavailable') servers.forget(provider)
      throw fault
    }
  }
}

function authenticationOf(
  server: oauth.AuthorizationServer,
  { kind }: SignInProviderRecord,
  secret: Secret,
): oauth.ClientAuth {
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const posts =
    kind === 'github' || (!methods.includes('client_secret_basic') && methods.includes('client_secret_post'))
  return posts ? oauth.ClientSecretPost(secret.reveal()) : oauth.ClientSecretBasic(secret.reveal())
}

async function idTokenSubject(
  { servers, clock }: IdentifyDeps,
  { provider, server, client, ways }: Asked,
  response: Response,
  nonce: string | undefined,
): Promise<Identified> {
  if (nonce === undefined) throw new SignInFault('provider-answer', new Error('This browser kept no nonce.'))
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  // The token endpoint's TLS vouches for the token too; the signature holds where a proxy stands between.
  await oauth.validateApplicationLevelSignature(server, response, ways).catch(async () => {
    // The keys that are known here may be those of before a rotation.
    servers.forget(provider)
    await oauth.validateApplicationLevelSignature(await servers.of(provider, ways), response, ways)
  })
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  if (!claims || claims.sub === '' || claims.sub.length > maxSubject)
    throw new SignInFault('provider-answer', new Error('The ID token names nobody.'))
  if (claims.iat > clock.now() / 1000 + toleranceSeconds)
    throw new SignInFault('provider-answer', new Error('The ID token is of the future.'))
  return {
    ...{ iss: claims.iss, sub: claims.sub },
    label: labelOf(claims) ?? nameAt(claims.sub, claims.iss),
    groups: groupsOf(claims, provider.groupClaim),
  }
}

/** By the number, which is the account's for good: a login can be given up and taken by somebody else. */
async function githubUser({ provider, server, client, ways }: Asked, response: Response): Promise<Identified> {
  const { access_token: token } = await oauth.processAuthorizationCodeResponse(server, client, response)
  const answer = await oauth.protectedResourceRequest(
    token,
    'GET',
    new URL(server.userinfo_endpoint ?? ''),
    new Headers({ accept: 'application/vnd.github+json', 'user-agent': 'Postern' }),
    undefined,
    ways,
  )
  refuseUnavailable(answer)
  if (answer.status !== 200) throw new SignInFault('provider-answer', new Error(`HTTP status ${answer.status}`))
  const { id, login } = githubUserSchema.parse(await answer.json())
  return { iss: provider.issuer, sub: String(id), label: nameAt(login, provider.issuer), groups: [] }
}

/** An address that the provider does not vouch for could be anybody's, and would be shown as his. */
function labelOf({ email, email_verified: verified }: Record<string, unknown>): string | undefined {
  return verified === false ? undefined : emailSchema.safeParse(email).data
}

/** In the form of an address, which is how people are named here. */
const nameAt = (name: string, issuer: string): string =>
  `${name.replace(/[\s@]/g, '-').slice(0, 100)}@${new URL(issuer).hostname}`.toLowerCase()

function groupsOf(claims: Record<string, unknown>, claim: string | undefined): string[] {
  const value = claim === undefined ? undefined : claims[claim]
  const list = Array.isArray(value) ? (value as unknown[]) : [value]
  return list.filter((group) => typeof group === 'string').slice(0, 1_000)
}
