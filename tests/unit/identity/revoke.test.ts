import { expect, test } from 'vitest'
import type { ProviderSnapshot } from '../../../lib/identity/credential-providers/provider.ts'
import { revoke } from '../../../lib/identity/oauth-client/revoke.ts'
import { Secret } from '../../../lib/kernel/secret.ts'
import type { EgressFetch } from '../../../lib/platform/http/index.ts'

const provider: ProviderSnapshot = {
  providerName: 'p',
  providerVersion: 1,
  vendor: 'CustomOauth2',
  callbackId: 'c',
  clientId: 'client',
  authMethod: 'client_secret_basic',
  server: {
    issuer: 'https://as.example',
    authorizationEndpoint: 'https://as.example/authorize',
    tokenEndpoint: 'https://as.example/token',
    revocationEndpoint: 'https://as.example/revoke',
    issParameter: false,
    scopesSupported: [],
  },
  sendResource: true,
}
const tokens = {
  accessToken: new Secret('access'),
  refreshToken: new Secret('refresh'),
  clientSecret: new Secret('secret'),
}
const answering =
  (...statuses: number[]): EgressFetch =>
  async () =>
    new Response(null, { status: statuses.shift() ?? 200 })

test.each([
  ['both are ended', [200, 200], 'done'],
  ['the second token died with the first', [200, 400], 'done'],
  ['the server is down', [503, 200], 'later'],
  ['the server is busy', [200, 429], 'later'],
  ['the server does not accept our client: nobody may believe that the tokens are dead', [401, 401], 'refused'],
] as const)('%s', async (_, statuses, outcome) => {
  expect(await revoke(answering(...statuses), provider, tokens)).toBe(outcome)
})
