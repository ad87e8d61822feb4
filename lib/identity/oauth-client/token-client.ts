import * as oauth from 'oauth4webapi'
import type { Secret } from '../../kernel/secret.ts'
import { egressErrorOf, type EgressFetch } from '../../platform/http/index.ts'
import type { ProviderSnapshot } from '../credential-providers/provider.ts'
import { vendorFacts } from '../credential-providers/vendors.ts'
import { judgeTokenAnswer, type TokenVerdict } from './judge-token-answer.ts'

const maxAnswerBytes = 65_536
/** Shorter than the lease of a refresh, so that whoever took it over never meets our request still under way. */
export const tokenDeadlineMs = 10_000

export interface CodeExchange {
  provider: ProviderSnapshot
  secret: Secret | undefined
  code: Secret
  verifier: Secret
  redirectUri: string
  resource?: string
}

export interface TokenClient {
  /** Exactly one POST, never repeated. */
  exchange(request: CodeExchange): Promise<TokenVerdict>
  refresh(request: {
    provider: ProviderSnapshot
    secret: Secret | undefined
    refreshToken: Secret
    resource?: string
  }): Promise<TokenVerdict>
}

export const authorizationServerOf = (provider: ProviderSnapshot): oauth.AuthorizationServer => ({
  issuer: provider.server.issuer,
  authorization_endpoint: provider.server.authorizationEndpoint,
  token_endpoint: provider.server.tokenEndpoint,
  revocation_endpoint: provider.server.revocationEndpoint,
  authorization_response_iss_parameter_supported: provider.server.issParameter,
})

export function clientAuthOf(provider: ProviderSnapshot, secret: Secret | undefined): oauth.ClientAuth {
  if (!secret || provider.authMethod === 'none') return oauth.None()
  return provider.authMethod === 'client_secret_basic'
    ? oauth.ClientSecretBasic(secret.reveal())
    : oauth.ClientSecretPost(secret.reveal())
}

/** How oauth4webapi gets out: through the guard, which also decides where plain http may go. */
export const requestOptions = (fetch: EgressFetch) => ({
  [oauth.allowInsecureRequests]: true,
  [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<'POST', URLSearchParams>) =>
    fetch(url, {
      method: init.method,
      headers: init.headers,
      body: init.body.toString(),
      maxBytes: maxAnswerBytes,
      timeoutMs: tokenDeadlineMs,
    }),
})

export function createTokenClient(deps: { fetch: EgressFetch }): TokenClient {
  const ask = async (
    provider: ProviderSnapshot,
    secret: Secret | undefined,
    grant: 'authorization_code' | 'refresh_token',
    parameters: Record<string, string>,
    resource: string | undefined,
  ): Promise<TokenVerdict> => {
    const sent = provider.sendResource && resource !== undefined ? { ...parameters, resource } : parameters
    try {
      const response = await oauth.genericTokenEndpointRequest(
        authorizationServerOf(provider),
        { client_id: provider.clientId },
        clientAuthOf(provider, secret),
        grant,
        sent,
        requestOptions(deps.fetch),
      )
      return judgeTokenAnswer(
        {
          status: response.status,
          contentType: response.headers.get('content-type') ?? '',
          retryAfter: response.headers.get('retry-after') ?? undefined,
          body: await response.text(),
        },
        vendorFacts[provider.vendor],
      )
    } catch (error) {
      const refused = egressErrorOf(error)
      if (!refused) throw error
      const ours = refused.rule === 'address' || refused.rule === 'url' || refused.rule === 'redirect'
      return {
        kind: 'refused',
        fault: ours ? 'client' : 'transient',
        reason: `The token endpoint failed: ${refused.message}`,
      }
    }
  }

  return {
    exchange: ({ provider, secret, code, verifier, redirectUri, resource }) =>
      ask(
        provider,
        secret,
        'authorization_code',
        { code: code.reveal(), code_verifier: verifier.reveal(), redirect_uri: redirectUri },
        resource,
      ),
    refresh: ({ provider, secret, refreshToken, resource }) =>
      ask(provider, secret, 'refresh_token', { refresh_token: refreshToken.reveal() }, resource),
  }
}
