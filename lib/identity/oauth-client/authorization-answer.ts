import * as oauth from 'oauth4webapi'
import { Secret } from '../../kernel/secret.ts'
import type { ProviderSnapshot } from '../credential-providers/provider.ts'
import { authorizationServerOf } from './token-client.ts'

export type AuthorizationVerdict =
  | { kind: 'code'; code: Secret }
  | { kind: 'denied' }
  | { kind: 'failed'; reason: string; resourceRefused?: boolean }
  /** Not the answer of the server that was asked; nothing of it may be shown or used (OC-4). */
  | { kind: 'foreign'; reason: string }

const reasons: Readonly<Record<string, string>> = {
  invalid_request: 'The provider found the request malformed.',
  unauthorized_client: 'The provider does not let this OAuth client ask for an authorization code.',
  unsupported_response_type: 'The provider does not offer the authorization code flow to this OAuth client.',
  invalid_scope: 'The provider does not know the scopes of this target, or does not grant them.',
  invalid_target: 'The provider does not take the resource parameter.',
  server_error: 'The provider had an internal error.',
  temporarily_unavailable: 'The provider is temporarily unavailable.',
  login_required: 'The provider needs a sign-in first.',
  interaction_required: 'The provider needs a decision of the person first.',
  consent_required: 'The provider needs consent first.',
}

/** Pure: the query of the callback, once its `state` has named the session (RFC 6749 §4.1.2, RFC 9207 §2.4). */
export function judgeAuthorizationAnswer(provider: ProviderSnapshot, query: URLSearchParams): AuthorizationVerdict {
  const single = new URLSearchParams()
  for (const name of ['code', 'state', 'iss', 'error', 'response']) {
    for (const value of query.getAll(name)) single.append(name, value)
  }
  let parameters: URLSearchParams
  try {
    parameters = oauth.validateAuthResponse(
      authorizationServerOf(provider),
      { client_id: provider.clientId },
      single,
      oauth.skipStateCheck,
    )
  } catch (error) {
    if (!(error instanceof oauth.AuthorizationResponseError))
      return { kind: 'foreign', reason: 'The answer does not come from the server that was asked.' }
    if (error.error === 'access_denied') return { kind: 'denied' }
    const reason = reasons[error.error] ?? 'The provider answered with an error.'
    return { kind: 'failed', reason, ...(error.error === 'invalid_target' && { resourceRefused: true }) }
  }
  const code = parameters.get('code')
  if (code === null || code === '' || code.length > 4096)
    return { kind: 'failed', reason: 'The provider answered without an authorization code.' }
  return { kind: 'code', code: new Secret(code) }
}
