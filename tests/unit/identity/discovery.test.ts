import { describe, expect, test } from 'vitest'
import { judgeMetadata } from '../../../lib/identity/credential-providers/discovery.ts'
import { createUrlPolicy } from '../../../lib/kernel/url-policy.ts'

const urlPolicy = createUrlPolicy({ isLoopback: false, egressAllow: [], publicOrigin: 'https://postern.example' })
const url = 'https://as.example/tenant/.well-known/openid-configuration'
const honest = {
  issuer: 'https://as.example/tenant',
  authorization_endpoint: 'https://as.example/authorize',
  token_endpoint: 'https://as.example/token',
  code_challenge_methods_supported: ['plain', 'S256'],
}
const judge = (change: Record<string, unknown> = {}, status = 200) =>
  judgeMetadata(url, new Response(JSON.stringify({ ...honest, ...change }), { status }), urlPolicy)

test('an honest document', async () => {
  expect(
    await judge({
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      authorization_response_iss_parameter_supported: true,
    }),
  ).toEqual({
    authMethod: 'client_secret_post',
    server: {
      issuer: 'https://as.example/tenant',
      authorizationEndpoint: 'https://as.example/authorize',
      tokenEndpoint: 'https://as.example/token',
      issParameter: true,
    },
  })
  expect((await judge()).authMethod).toBe('client_secret_basic')
  expect((await judge({ issuer: 'https://as.example/tenant/' })).server.issuer).toBe('https://as.example/tenant/')
})

describe('documents that lie are refused, and the discovery URL is named', () => {
  test.each([
    ['OC-6 another issuer', { issuer: 'https://evil.example' }, /issuer/],
    ['OC-6 an issuer that differs in case', { issuer: 'https://AS.example/tenant' }, /issuer/],
    ['OC-6 an issuer above the path', { issuer: 'https://as.example' }, /issuer/],
    ['OC-2 no PKCE methods', { code_challenge_methods_supported: undefined }, /S256/],
    ['OC-2 plain PKCE alone', { code_challenge_methods_supported: ['plain'] }, /S256/],
    ['OC-11 javascript:', { authorization_endpoint: 'javascript:alert(1)' }, /authorization_endpoint/],
    ['OC-11 data:', { authorization_endpoint: 'data:text/html,x' }, /authorization_endpoint/],
    ['OC-11 file:', { authorization_endpoint: 'file:///etc/passwd' }, /authorization_endpoint/],
    ['OC-11 userinfo', { authorization_endpoint: 'https://as.example@evil.example/' }, /authorization_endpoint/],
    ['SS-6 an http token endpoint', { token_endpoint: 'http://as.example/token' }, /token_endpoint/],
    ['SS-3 a private token endpoint', { token_endpoint: 'https://10.0.0.1/token' }, /token_endpoint/],
    [
      'SS-3 a metadata address to revoke at',
      { revocation_endpoint: 'https://169.254.169.254/' },
      /revocation_endpoint/,
    ],
    ['no code flow', { response_types_supported: ['id_token'] }, /code/],
    ['a token endpoint that is no text', { token_endpoint: 7 }, /token_endpoint/],
  ])('%s', async (_, change, fault) => {
    await expect(judge(change)).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringMatching(fault) as string,
      fieldList: [{ name: 'oauth2ProviderConfigInput.customOauth2ProviderConfig.oauthDiscovery.discoveryUrl' }],
    })
  })
  test.each([301, 400, 404])('status %i', async (status) =>
    expect(judge({}, status)).rejects.toMatchObject({ code: 'ValidationException' }),
  )
  test('no JSON', async () =>
    expect(judgeMetadata(url, new Response('<html>'), urlPolicy)).rejects.toMatchObject({
      code: 'ValidationException',
    }))
  test('OC-7 a server in trouble is no liar', async () =>
    expect(judge({}, 503)).rejects.toMatchObject({ code: 'ServiceUnavailableException' }))
})
