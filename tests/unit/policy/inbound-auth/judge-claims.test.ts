import { describe, expect, test } from 'vitest'
import type { CustomClaim, CustomJwtAuthorizer } from '../../../../lib/contracts/gateways.ts'
import { judgeClaims } from '../../../../lib/policy/inbound-auth/judge-claims.ts'

const discoveryUrl = 'https://login.example.com/.well-known/openid-configuration'
const claim = (
  inboundTokenClaimValueType: CustomClaim['inboundTokenClaimValueType'],
  claimMatchOperator: CustomClaim['authorizingClaimMatchValue']['claimMatchOperator'],
  claimMatchValue: CustomClaim['authorizingClaimMatchValue']['claimMatchValue'],
  inboundTokenClaimName = 'team',
): CustomClaim => ({
  inboundTokenClaimName,
  inboundTokenClaimValueType,
  authorizingClaimMatchValue: { claimMatchOperator, claimMatchValue },
})

const rows: [string, Partial<CustomJwtAuthorizer>, Record<string, unknown>, string | undefined][] = [
  ['a token without aud where only clients are named', { allowedClients: ['a'] }, { client_id: 'a' }, undefined],
  ['azp stands in for client_id', { allowedClients: ['a'] }, { azp: 'a' }, undefined],
  ['client_id goes before azp', { allowedClients: ['a'] }, { client_id: 'b', azp: 'a' }, 'invalid_token'],
  ['no client at all', { allowedClients: ['a'] }, {}, 'invalid_token'],
  ['one of the scopes', { allowedScopes: ['x', 'y'] }, { scope: 'z y' }, undefined],
  ['scopes as a list called scp', { allowedScopes: ['x'] }, { scp: ['x'] }, undefined],
  ['a scope that only contains ours', { allowedScopes: ['read'] }, { scope: 'readonly' }, 'insufficient_scope'],
  ['no scope', { allowedScopes: ['x'] }, {}, 'insufficient_scope'],
  [
    'every condition must hold',
    { allowedAudience: ['g'], allowedClients: ['a'] },
    { aud: 'g', client_id: 'b' },
    'invalid_token',
  ],
  [
    'a text that equals',
    { customClaims: [claim('STRING', 'EQUALS', { matchValueString: 'core' })] },
    { team: 'core' },
    undefined,
  ],
  [
    'a list is no text',
    { customClaims: [claim('STRING', 'EQUALS', { matchValueString: 'core' })] },
    { team: ['core'] },
    'invalid_token',
  ],
  [
    'a list that contains',
    { customClaims: [claim('STRING_ARRAY', 'CONTAINS', { matchValueString: 'core' })] },
    { team: ['x', 'core'] },
    undefined,
  ],
  [
    'a text is no list, though it contains',
    { customClaims: [claim('STRING_ARRAY', 'CONTAINS', { matchValueString: 'core' })] },
    { team: 'core' },
    'invalid_token',
  ],
  [
    'a list that contains any',
    { customClaims: [claim('STRING_ARRAY', 'CONTAINS_ANY', { matchValueStringList: ['a', 'b'] })] },
    { team: ['b'] },
    undefined,
  ],
  [
    'a list that contains none',
    { customClaims: [claim('STRING_ARRAY', 'CONTAINS_ANY', { matchValueStringList: ['a', 'b'] })] },
    { team: ['c'] },
    'invalid_token',
  ],
  [
    'a name that every object inherits',
    { customClaims: [claim('STRING', 'EQUALS', { matchValueString: 'x' }, 'constructor')] },
    {},
    'invalid_token',
  ],
]

describe('agentcore.md f.6 conditions of a gateway', () => {
  test.each(rows)('%s', (_, authorizer, claims, error) => {
    expect(judgeClaims({ discoveryUrl, ...authorizer }, claims)?.error).toBe(error)
  })
})
