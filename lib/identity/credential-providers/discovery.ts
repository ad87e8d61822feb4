import { z } from 'zod'
import { DomainError, invalidField } from '../../kernel/domain-error.ts'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import { egressErrorOf, type EgressFetch } from '../../platform/http/index.ts'
import type { AuthorizationServer, ClientAuthMethod } from './provider.ts'

/** The documents are asked for by the URL that the admin gave; this is the member to blame for what they say. */
export const discoveryMember = 'oauth2ProviderConfigInput.customOauth2ProviderConfig.oauthDiscovery.discoveryUrl'
const maxMetadataBytes = 262_144

const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  revocation_endpoint: z.string().optional(),
  response_types_supported: z.array(z.string()).optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  scopes_supported: z.array(z.string()).optional(),
})

export interface Discovered {
  server: AuthorizationServer
  /** RFC 8414 §2: a server that names no methods takes `client_secret_basic`. */
  authMethod: Exclude<ClientAuthMethod, 'none'>
}

/** Throws ServiceUnavailableException where the server does not answer. */
export async function askForMetadata(fetch: EgressFetch, discoveryUrl: string): Promise<Response> {
  try {
    const response = await fetch(discoveryUrl, {
      headers: { accept: 'application/json' },
      maxBytes: maxMetadataBytes,
      timeoutMs: 10_000,
    })
    const text = await response.text()
    return new Response(text, { status: response.status })
  } catch (error) {
    const reason = egressErrorOf(error)?.message ?? 'It could not be reached.'
    throw new DomainError('ServiceUnavailableException', `The discovery URL gave no answer. ${reason}`, {
      cause: error,
    })
  }
}

/** Pure: judges an answer. Throws ServiceUnavailableException (5xx) or a ValidationException that names the lie. */
export async function judgeMetadata(
  discoveryUrl: string,
  response: Response,
  urlPolicy: Pick<UrlPolicy, 'checkUrl'>,
): Promise<Discovered> {
  const refuse = (fault: string) => invalidField(discoveryMember, `The document at the discovery URL ${fault}`)
  if (response.status >= 500 || response.status === 429)
    throw new DomainError(
      'ServiceUnavailableException',
      `The discovery URL answered ${response.status}. Try again later.`,
    )
  if (response.status !== 200)
    throw refuse(
      `is not there: the server answered ${response.status}. Check the URL, or give authorizationServerMetadata.`,
    )
  const parsed = metadataSchema.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'its JSON object'
    throw refuse(`is no authorization server metadata: ${field} is missing or malformed.`)
  }
  const metadata = parsed.data
  const base = discoveryUrl.replace(/\/\.well-known\/[^/]+$/, '')
  // OpenID Connect Discovery §4.1 drops a final slash of the issuer before it appends the path; nothing else may differ.
  if (metadata.issuer !== base && metadata.issuer !== `${base}/`)
    throw refuse(`names another issuer than the URL it was fetched from. Expected ${base}.`)
  if (metadata.response_types_supported && !metadata.response_types_supported.includes('code'))
    throw refuse('does not list the response type "code", which the authorization code grant needs.')
  if (!metadata.code_challenge_methods_supported?.includes('S256'))
    throw refuse(
      'does not list S256 in code_challenge_methods_supported. If the server does support PKCE, give authorizationServerMetadata by hand.',
    )
  const endpoint = (name: 'authorization_endpoint' | 'token_endpoint' | 'revocation_endpoint', url: string) => {
    try {
      return urlPolicy.checkUrl(url, { what: name }).href
    } catch (error) {
      throw refuse(`names an unusable endpoint: ${(error as Error).message}`)
    }
  }
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return {
    server: {
      issuer: metadata.issuer,
      authorizationEndpoint: endpoint('authorization_endpoint', metadata.authorization_endpoint),
      tokenEndpoint: endpoint('token_endpoint', metadata.token_endpoint),
      ...(metadata.revocation_endpoint && {
        revocationEndpoint: endpoint('revocation_endpoint', metadata.revocation_endpoint),
      }),
      issParameter: metadata.authorization_response_iss_parameter_supported ?? false,
      ...(metadata.scopes_supported && { scopesSupported: metadata.scopes_supported.slice(0, 500) }),
    },
    authMethod:
      !methods.includes('client_secret_basic') && methods.includes('client_secret_post')
        ? 'client_secret_post'
        : 'client_secret_basic',
  }
}
