import { isReservedAuthorizationParameter } from '../../kernel/oauth-parameters.ts'
import type { ProviderSnapshot } from '../credential-providers/provider.ts'
import { vendorFacts } from '../credential-providers/vendors.ts'

export interface AuthorizationRequest {
  provider: ProviderSnapshot
  redirectUri: string
  scopes: readonly string[]
  customParameters: Readonly<Record<string, string>>
  state: string
  /** S256 of the verifier. */
  codeChallenge: string
  /** The MCP URL; sent where the provider takes it. */
  resource?: string
  /** False for the token of a sync, which is revoked right away: no refresh token is asked for. */
  keepGrant: boolean
}

/** The target's scopes, and `offline_access` where the server says that it knows it and the grant is to be kept. */
export function requestedScopes(request: Pick<AuthorizationRequest, 'scopes' | 'keepGrant' | 'provider'>): string[] {
  const asked = [...new Set(request.scopes)]
  const offline = request.keepGrant && request.provider.server.scopesSupported?.includes('offline_access')
  return offline && !asked.includes('offline_access') ? [...asked, 'offline_access'] : asked
}

/** Additional parameters may add to the request and never touch what is ours (security reference OC-1, OC-9, OC-10). */
export function authorizationUrl(request: AuthorizationRequest): string {
  const { provider } = request
  const facts = vendorFacts[provider.vendor]
  const scopes = requestedScopes(request)
  const url = new URL(provider.server.authorizationEndpoint)
  const set = (name: string, value: string) => url.searchParams.set(name, value)
  for (const name of [...url.searchParams.keys()]) {
    if (isReservedAuthorizationParameter(name)) url.searchParams.delete(name)
  }
  if (request.keepGrant && scopes.includes('offline_access')) set('prompt', 'consent')
  const additional = {
    ...facts.authorizeParameters,
    ...(request.keepGrant && facts.offlineParameters),
    ...request.customParameters,
  }
  for (const [name, value] of Object.entries(additional)) {
    if (!isReservedAuthorizationParameter(name)) set(name, value)
  }
  set('response_type', 'code')
  set('client_id', provider.clientId)
  set('redirect_uri', request.redirectUri)
  set('state', request.state)
  set('code_challenge', request.codeChallenge)
  set('code_challenge_method', 'S256')
  if (scopes.length > 0) set('scope', scopes.join(facts.scopeSeparator))
  if (provider.sendResource && request.resource !== undefined) set('resource', request.resource)
  return url.href
}
