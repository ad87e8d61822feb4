import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import { emailSchema } from '../../contracts/console.ts'
import type { Secret } from '../../kernel/secret.ts'
import { egressErrorOf, type EgressFetch } from '../../platform/http/index.ts'
import { guarded, type ProviderServers } from './provider-servers.ts'
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
const githubUserSchema = z.object({ id: z.number().int().positive(), login: z.string().min(1).max(100) })

/** Redeems the code and proves who came, or throws a SignInFault. Every answer of the provider is taken for hostile. */
export function createIdentify({ servers, fetch }: { servers: ProviderServers; fetch: EgressFetch }) {
  const options = guarded(fetch)

  return async (
    provider: SignInProviderRecord,
    secret: Secret,
    redirectUri: string,
    answer: ProviderAnswer,
  ): Promise<Identified> => {
    const server = await servers.of(provider)
    const client: oauth.Client = { client_id: provider.clientId, [oauth.clockTolerance]: 30 }
    try {
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
        ...([parameters, redirectUri, answer.codeVerifier, options] as const),
      )
      if (response.status >= 500) throw new SignInFault('provider-unavailable')
      return provider.kind === 'github'
        ? await githubUser(server, client, response, options)
        : await idTokenSubject(server, client, response, { provider, nonce: answer.nonce, options })
    } catch (error) {
      if (error instanceof SignInFault) throw error
      throw new SignInFault(egressErrorOf(error) ? 'provider-unavailable' : 'provider-answer', error)
    }
  }
}

type Options = ReturnType<typeof guarded>

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
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  response: Response,
  { provider, nonce, options }: { provider: SignInProviderRecord; nonce: string | undefined; options: Options },
): Promise<Identified> {
  if (nonce === undefined) throw new SignInFault('provider-answer')
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  // The token endpoint's TLS vouches for the token too; the signature holds where a proxy stands between.
  await oauth.validateApplicationLevelSignature(server, response, options)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  if (!claims || claims.sub === '' || claims.sub.length > maxSubject) throw new SignInFault('provider-answer')
  return {
    ...{ iss: claims.iss, sub: claims.sub },
    label: labelOf(claims) ?? nameAt(claims.sub, claims.iss),
    groups: groupsOf(claims, provider.groupClaim),
  }
}

async function githubUser(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  response: Response,
  options: Options,
): Promise<Identified> {
  const { access_token: token } = await oauth.processAuthorizationCodeResponse(server, client, response)
  const answer = await oauth.protectedResourceRequest(
    token,
    'GET',
    new URL(server.userinfo_endpoint ?? ''),
    new Headers({ accept: 'application/vnd.github+json', 'user-agent': 'Postern' }),
    undefined,
    options,
  )
  if (answer.status >= 500) throw new SignInFault('provider-unavailable')
  const { id, login } = githubUserSchema.parse(await answer.json())
  return { iss: server.issuer, sub: String(id), label: nameAt(login, server.issuer), groups: [] }
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
