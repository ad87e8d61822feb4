import * as oauth from 'oauth4webapi'
import type { Secret } from '../../kernel/secret.ts'
import type { EgressFetch } from '../../platform/http/index.ts'
import type { ProviderSnapshot } from '../credential-providers/provider.ts'
import { vendorFacts } from '../credential-providers/vendors.ts'
import { authorizationServerOf, clientAuthOf, requestOptions } from './token-client.ts'

export interface DeadTokens {
  accessToken: Secret
  refreshToken?: Secret
  clientSecret?: Secret
}

export type RevocationOutcome = 'done' | 'later' | 'impossible' | 'refused'

/**
 * Ends tokens at the provider: RFC 7009, the refresh token first (most servers end the whole grant with it), or the
 * vendor's own way. `later` where another try may help; `impossible` where the provider has no way; `refused` where it
 * does not accept our client, so that the tokens live there until they expire.
 */
export async function revoke(
  fetch: EgressFetch,
  provider: ProviderSnapshot,
  tokens: DeadTokens,
): Promise<RevocationOutcome> {
  const way = vendorFacts[provider.vendor].revocation
  const statuses: number[] = []
  try {
    if (way === 'github') statuses.push(await revokeAtGithub(fetch, provider, tokens))
    else if (!provider.server.revocationEndpoint) return 'impossible'
    else if (way === 'slack') {
      const form = new URLSearchParams({ token: tokens.accessToken.reveal() }).toString()
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      statuses.push(await statusOf(fetch(provider.server.revocationEndpoint, { method: 'POST', headers, body: form })))
    } else {
      for (const [hint, token] of [
        ['refresh_token', tokens.refreshToken],
        ['access_token', tokens.accessToken],
      ] as const) {
        if (!token) continue
        const asked = oauth.revocationRequest(
          authorizationServerOf(provider),
          { client_id: provider.clientId },
          clientAuthOf(provider, tokens.clientSecret),
          token.reveal(),
          { ...requestOptions(fetch), additionalParameters: { token_type_hint: hint } },
        )
        statuses.push(await statusOf(asked))
      }
    }
  } catch {
    return 'later'
  }
  if (statuses.some((status) => status >= 500 || status === 429)) return 'later'
  // 400 and 404 are how vendors call a token that is dead already: the first revocation ends the second token too.
  return statuses.some((status) => status === 401 || status === 403) ? 'refused' : 'done'
}

async function statusOf(asked: Promise<Response>): Promise<number> {
  const response = await asked
  await response.body?.cancel()
  return response.status
}

/** GitHub has no RFC 7009 endpoint (docs: "Delete an app token"). */
function revokeAtGithub(fetch: EgressFetch, provider: ProviderSnapshot, tokens: DeadTokens): Promise<number> {
  const basic = Buffer.from(`${provider.clientId}:${tokens.clientSecret?.reveal() ?? ''}`).toString('base64')
  return statusOf(
    fetch(`https://api.github.com/applications/${encodeURIComponent(provider.clientId)}/token`, {
      method: 'DELETE',
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Basic ${basic}`,
        'content-type': 'application/json',
        'user-agent': 'postern',
      },
      body: JSON.stringify({ access_token: tokens.accessToken.reveal() }),
    }),
  )
}
