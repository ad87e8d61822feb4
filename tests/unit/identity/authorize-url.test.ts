import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Vendor } from '../../../lib/contracts/credential-providers.ts'
import { vendors } from '../../../lib/contracts/credential-providers.ts'
import type { ProviderSnapshot } from '../../../lib/identity/credential-providers/provider.ts'
import { vendorFacts } from '../../../lib/identity/credential-providers/vendors.ts'
import { authorizationUrl, type AuthorizationRequest } from '../../../lib/identity/oauth-client/authorize-url.ts'
import { reservedAuthorizationParameters } from '../../../lib/kernel/oauth-parameters.ts'

const custom = {
  issuer: 'https://as.example',
  authorizationEndpoint: 'https://as.example/authorize?tenant=1&state=planted',
  tokenEndpoint: 'https://as.example/token',
  issParameter: true,
  scopesSupported: ['read', 'offline_access'],
}
const provider = (vendor: Vendor): ProviderSnapshot => ({
  providerName: 'p',
  providerVersion: 1,
  vendor,
  callbackId: 'c',
  clientId: 'client',
  authMethod: 'client_secret_post',
  server: vendorFacts[vendor].server?.('common') ?? custom,
  sendResource: vendorFacts[vendor].sendResource,
})
const request = (
  vendor: Vendor = 'CustomOauth2',
  change: Partial<AuthorizationRequest> = {},
): AuthorizationRequest => ({
  provider: provider(vendor),
  redirectUri: 'https://postern.example/api/identities/oauth2/callback/c',
  scopes: ['read', 'write'],
  customParameters: {},
  state: 'our-state',
  codeChallenge: 'our-challenge',
  resource: 'https://mcp.example/mcp',
  keepGrant: true,
  ...change,
})
const sent = (one: AuthorizationRequest) => new URL(authorizationUrl(one)).searchParams

describe('OC-10 additional parameters', () => {
  const ours = sent(request())
  test('whatever they are, what is reserved is ours and stands there once', () => {
    const name = fc.oneof(
      fc.constantFrom(...reservedAuthorizationParameters),
      fc.constantFrom(...reservedAuthorizationParameters.map((one) => one.toUpperCase())),
      fc.stringMatching(/^[a-zA-Z0-9\-_.]{1,12}$/),
    )
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.string({ minLength: 1, unit: 'grapheme' }), { maxKeys: 10 }),
        (customParameters) => {
          const parameters = sent(request('CustomOauth2', { customParameters }))
          for (const reserved of reservedAuthorizationParameters)
            expect(parameters.getAll(reserved)).toEqual(ours.getAll(reserved))
          for (const [key, value] of Object.entries(customParameters)) {
            if (reservedAuthorizationParameters.includes(key.toLowerCase())) continue
            expect(parameters.getAll(key)).toEqual([value])
          }
        },
      ),
    )
  })
  test("the endpoint's own query stays, but for what is reserved", () => {
    expect(ours.get('tenant')).toBe('1')
    expect(ours.getAll('state')).toEqual(['our-state'])
  })
  test('they may say how to prompt', () =>
    expect(
      sent(request('CustomOauth2', { customParameters: { prompt: 'login', audience: 'api' } })).toString(),
    ).toMatch(/prompt=login&audience=api/))
})

describe('what each vendor wants', () => {
  test.each(vendors)('OC-1 %s gets S256, state and our redirect URI', (vendor) => {
    expect(Object.fromEntries(sent(request(vendor)))).toMatchObject({
      response_type: 'code',
      client_id: 'client',
      state: 'our-state',
      code_challenge: 'our-challenge',
      code_challenge_method: 'S256',
      redirect_uri: 'https://postern.example/api/identities/oauth2/callback/c',
    })
  })
  test('Custom: resource, and offline_access where the server knows it', () =>
    expect(Object.fromEntries(sent(request()))).toMatchObject({
      scope: 'read write offline_access',
      prompt: 'consent',
      resource: 'https://mcp.example/mcp',
    }))
  test('a sync asks for nothing that outlives it', () => {
    const parameters = sent(request('CustomOauth2', { keepGrant: false }))
    expect(parameters.get('scope')).toBe('read write')
    expect(parameters.has('prompt')).toBe(false)
    expect(sent(request('GoogleOauth2', { keepGrant: false })).has('access_type')).toBe(false)
  })
  test('Google: offline by parameter, no offline_access, no resource', () => {
    const parameters = sent(request('GoogleOauth2'))
    expect(Object.fromEntries(parameters)).toMatchObject({
      access_type: 'offline',
      prompt: 'consent',
      scope: 'read write',
    })
    expect(parameters.has('resource')).toBe(false)
  })
  test('Slack: scopes are separated by commas', () =>
    expect(sent(request('SlackOauth2')).get('scope')).toBe('read,write'))
  test('Microsoft: no resource beside v2.0 scopes', () =>
    expect(sent(request('MicrosoftOauth2')).has('resource')).toBe(false))
  test('Atlassian: the audience of its API', () =>
    expect(sent(request('AtlassianOauth2')).get('audience')).toBe('api.atlassian.com'))
  test('GitHub: nothing but the scopes', () => expect(sent(request('GithubOauth2')).get('scope')).toBe('read write'))
})
