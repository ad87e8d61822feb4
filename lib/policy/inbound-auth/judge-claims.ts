import type { JWTPayload } from 'jose'
import type { CustomClaim, CustomJwtAuthorizer } from '../../contracts/gateways.ts'

/** Why a genuine token is not let in by this gateway; undefined lets it in. */
export type ClaimRefusal = { error: 'invalid_token' | 'insufficient_scope'; description: string; scopes?: string[] }

/**
 * All conditions that the authorizer sets must hold (agentcore.md f.6). A condition that is not set is not asked:
 * tokens without `aud` pass where only clients are named, as Cognito's are.
 */
export function judgeClaims(authorizer: CustomJwtAuthorizer, claims: JWTPayload): ClaimRefusal | undefined {
  const { allowedAudience, allowedClients, allowedScopes, customClaims } = authorizer
  if (allowedAudience && !listed(claims.aud).some((audience) => allowedAudience.includes(audience)))
    return { error: 'invalid_token', description: 'The token is not meant for this gateway: its aud is not allowed.' }
  if (allowedClients && !allowedClients.includes(clientOf(claims) ?? ''))
    return { error: 'invalid_token', description: 'The client that the token was issued to is not allowed here.' }
  const failed = customClaims?.find((claim) => !claimHolds(claim, claims))
  if (failed)
    return { error: 'invalid_token', description: `The token's claim ${failed.inboundTokenClaimName} does not match.` }
  if (allowedScopes && !scopesOf(claims).some((scope) => allowedScopes.includes(scope)))
    return {
      error: 'insufficient_scope',
      description: `The token has none of the scopes ${allowedScopes.join(', ')}.`,
      scopes: allowedScopes,
    }
  return undefined
}

/** `client_id` (RFC 9068), else `azp` (OpenID Connect). */
export function clientOf(claims: JWTPayload): string | undefined {
  return [claims.client_id, claims.azp].find((value) => typeof value === 'string')
}

/** `scope` is one text with spaces (RFC 9068); some issuers send a list, or call it `scp`. */
function scopesOf(claims: JWTPayload): string[] {
  const scope = claims.scope ?? claims.scp
  return typeof scope === 'string' ? scope.split(' ') : listed(scope)
}

function claimHolds(claim: CustomClaim, claims: JWTPayload): boolean {
  const name = claim.inboundTokenClaimName
  const held = Object.hasOwn(claims, name) ? claims[name] : undefined
  const { claimMatchOperator: operator, claimMatchValue: wanted } = claim.authorizingClaimMatchValue
  if (operator === 'EQUALS') return typeof held === 'string' && held === wanted.matchValueString
  if (!Array.isArray(held)) return false
  const accepted = operator === 'CONTAINS' ? [wanted.matchValueString] : (wanted.matchValueStringList ?? [])
  return held.some((member) => typeof member === 'string' && accepted.includes(member))
}

function listed(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((member) => typeof member === 'string') : []
}
