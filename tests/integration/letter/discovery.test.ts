import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { callApi, identityCall, type Answer } from '../../_support/letter.ts'
import { startPostern, type RunningPostern } from '../../_support/postern.ts'
import { roleArn } from '../../_support/story.ts'

const member = 'oauth2ProviderConfigInput.customOauth2ProviderConfig.oauthDiscovery.discoveryUrl'

describe('discovery documents of OAuth clients', () => {
  let postern: RunningPostern
  let server: Server
  let issuer: string
  let document: unknown
  beforeAll(async () => {
    postern = await startPostern()
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(typeof document === 'string' ? document : JSON.stringify(document))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    await postern?.stop()
    server.close()
  })
  afterEach(() => identityCall(postern, 'DeleteOauth2CredentialProvider', { name: 'liar' }))

  const honest = () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
  })
  const createGateway = (at: string): Promise<Answer> =>
    callApi(postern, {
      path: '/api/gateways/',
      body: JSON.stringify({
        name: 'jwt',
        roleArn,
        authorizerType: 'CUSTOM_JWT',
        authorizerConfiguration: {
          customJWTAuthorizer: { discoveryUrl: `${at}/.well-known/openid-configuration`, allowedClients: ['a'] },
        },
      }),
    })
  const create = (discoveryUrl = `${issuer}/.well-known/openid-configuration`): Promise<Answer> =>
    identityCall(postern, 'CreateOauth2CredentialProvider', {
      name: 'liar',
      credentialProviderVendor: 'CustomOauth2',
      oauth2ProviderConfigInput: {
        customOauth2ProviderConfig: { oauthDiscovery: { discoveryUrl }, clientId: 'c', clientSecret: 's' },
      },
    })

  test.each<[string, () => unknown]>([
    ['names another issuer', () => ({ ...honest(), issuer: 'https://accounts.example.com' })],
    ['names an http endpoint elsewhere', () => ({ ...honest(), token_endpoint: 'http://accounts.example.com/token' })],
    ['names a metadata address', () => ({ ...honest(), token_endpoint: 'https://169.254.169.254/token' })],
    ['names a javascript: endpoint', () => ({ ...honest(), authorization_endpoint: 'javascript:alert(1)' })],
    ['names an endpoint with a password', () => ({ ...honest(), authorization_endpoint: 'https://u:p@x.example/' })],
    ['lacks the token endpoint', () => ({ ...honest(), token_endpoint: undefined })],
    ['is a web page', () => '<html>'],
    ['is 2 MB', () => ({ ...honest(), padding: 'x'.repeat(2_000_000) })],
  ])('one that %s is refused by its member, and nothing is stored', async (_what, lie) => {
    document = lie()
    const answer = await create()
    expect(answer.status).toBe(400)
    expect(answer.headers.get('x-amzn-errortype')).toBe('ValidationException')
    expect(answer.body['fieldList']).toMatchObject([{ name: member }])
    expect((await identityCall(postern, 'GetOauth2CredentialProvider', { name: 'liar' })).status).toBe(404)
  })

  test.each<[string, (at: string) => unknown]>([
    ['names another issuer', () => ({ issuer: 'https://accounts.example.com', jwks_uri: `${issuer}/jwks` })],
    ['names keys by http elsewhere', (at) => ({ issuer: at, jwks_uri: 'http://accounts.example.com/jwks' })],
    ['names keys at a metadata address', (at) => ({ issuer: at, jwks_uri: 'https://169.254.169.254/jwks' })],
    ['names no keys', (at) => ({ issuer: at })],
    ['is a web page', () => '<html>'],
  ])('a gateway is not created with an issuer whose document %s', async (what, lie) => {
    const at = `${issuer}/${what.replaceAll(' ', '-')}`
    document = lie(at)
    const answer = await createGateway(at)
    expect(answer.status).toBe(400)
    expect(answer.body['fieldList']).toMatchObject([
      { name: 'authorizerConfiguration.customJWTAuthorizer.discoveryUrl' },
    ])
    const listed = await callApi(postern, { method: 'GET', path: '/api/gateways/' })
    expect(listed.body['items']).toEqual([])
  })

  test('a gateway may be there before its issuer', async () => {
    expect((await createGateway('http://127.0.0.1:9')).status).toBe(202)
  })

  test('an honest one is taken, at either well-known address, and echoed', async () => {
    document = honest()
    for (const name of ['openid-configuration', 'oauth-authorization-server']) {
      const discoveryUrl = `${issuer}/.well-known/${name}`
      const made = await create(discoveryUrl)
      expect(made.status).toBe(201)
      expect(made.body['oauth2ProviderConfigOutput']).toMatchObject({
        customOauth2ProviderConfig: { oauthDiscovery: { discoveryUrl }, clientId: 'c' },
      })
      await identityCall(postern, 'DeleteOauth2CredentialProvider', { name: 'liar' })
    }
  })

  test('one that is not there, or nobody at the address', async () => {
    for (const url of ['http://127.0.0.1:9/.well-known/openid-configuration']) {
      const answer = await create(url)
      expect(answer.status).toBe(400)
      expect(answer.body['fieldList']).toMatchObject([{ name: member }])
    }
  })
})

describe('where http is allowed: PUBLIC_URL is not loopback', () => {
  let postern: RunningPostern
  let gatewayId: string
  beforeAll(async () => {
    postern = await startPostern({ PUBLIC_URL: 'https://postern.example', EGRESS_ALLOW: 'allowed.example,10.1.2.3/32' })
    const made = await callApi(postern, {
      path: '/api/gateways/',
      body: JSON.stringify({ name: 'public', roleArn, authorizerType: 'NONE' }),
    })
    gatewayId = String(made.body['gatewayId'])
    expect(made.body['gatewayUrl']).toBe(`https://postern.example/gateways/${gatewayId}/mcp`)
  })
  afterAll(() => postern?.stop())

  const createTarget = (endpoint: string) =>
    callApi(postern, {
      path: `/api/gateways/${gatewayId}/targets/`,
      body: JSON.stringify({
        name: `t-${Math.random().toString(36).slice(2, 10)}`,
        targetConfiguration: {
          mcp: {
            mcpServer: {
              endpoint,
              mcpToolSchema: { inlinePayload: '{"tools":[{"name":"a","inputSchema":{"type":"object"}}]}' },
            },
          },
        },
      }),
    })

  test.each([
    'http://localhost:8080/mcp',
    'http://127.0.0.1:8080/mcp',
    'http://[::1]:8080/mcp',
    'https://localhost:8080/mcp',
    'https://127.0.0.1:8080/mcp',
    'https://2130706433/mcp',
    'https://0x7f.1/mcp',
    'https://[::ffff:127.0.0.1]/mcp',
    'https://10.0.0.1/mcp',
    'https://192.168.1.1/mcp',
    'https://169.254.169.254/mcp',
    'http://mcp.example.com/mcp',
  ])('loopback, private and http addresses are refused: %s', async (endpoint) => {
    const answer = await createTarget(endpoint)
    expect(answer.status).toBe(400)
    expect(answer.body['fieldList']).toMatchObject([{ name: 'targetConfiguration.mcp.mcpServer.endpoint' }])
  })

  test.each(['https://mcp.example.com/mcp', 'http://allowed.example/mcp', 'https://10.1.2.3/mcp'])(
    'https, and what EGRESS_ALLOW names, is accepted: %s',
    async (endpoint) => {
      expect((await createTarget(endpoint)).status).toBe(202)
    },
  )

  test('discovery URLs and return URLs are refused on loopback too', async () => {
    const discoveryUrl = 'http://localhost:4000/.well-known/openid-configuration'
    const provider = await identityCall(postern, 'CreateOauth2CredentialProvider', {
      name: 'local',
      credentialProviderVendor: 'CustomOauth2',
      oauth2ProviderConfigInput: {
        customOauth2ProviderConfig: { oauthDiscovery: { discoveryUrl }, clientId: 'c', clientSecret: 's' },
      },
    })
    expect(provider.status).toBe(400)
    expect(provider.body['fieldList']).toMatchObject([{ name: member }])
    const gateway = await callApi(postern, {
      path: '/api/gateways/',
      body: JSON.stringify({
        name: 'jwt',
        roleArn,
        authorizerType: 'CUSTOM_JWT',
        authorizerConfiguration: { customJWTAuthorizer: { discoveryUrl, allowedClients: ['a'] } },
      }),
    })
    expect(gateway.status).toBe(400)
    expect(gateway.body['fieldList']).toMatchObject([
      { name: 'authorizerConfiguration.customJWTAuthorizer.discoveryUrl' },
    ])
    const workload = { name: 'planner', allowedResourceOauth2ReturnUrls: ['http://localhost:8080/callback'] }
    expect((await identityCall(postern, 'CreateWorkloadIdentity', workload)).status).toBe(400)
  })
})
