import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  GetGatewayTargetCommand,
  type CreateGatewayCommandInput,
  type CustomJWTAuthorizerConfiguration,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { startIssuer, type IssuerServer } from '../../_support/issuer-server.ts'
import { refusalOf, sign } from '../../_support/letter.ts'
import { eventually, startPostern, type RunningPostern } from '../../_support/postern.ts'
import { roleArn, rpc, type RpcAnswer } from '../../_support/story.ts'

interface Gateway {
  id: string
  url: string
}

describe('who may call a gateway', () => {
  let postern: RunningPostern
  let issuer: IssuerServer
  let upstream: Awaited<ReturnType<typeof createUpstream>>
  beforeAll(async () => {
    issuer = await startIssuer()
    upstream = await createUpstream(
      plainServer(({ message: { id, method } }, res) =>
        method === 'tools/list'
          ? json(res, { jsonrpc: '2.0', id, result: { tools: [{ name: 'ask', inputSchema: { type: 'object' } }] } })
          : json(res, resultOf(id, 'answer')),
      ),
    )
    postern = await startPostern()
  })
  afterAll(async () => {
    await postern?.stop()
    await upstream.close()
    await issuer.close()
  })
  const control = () => postern.clients.control

  let made = 0
  async function newGateway(settings: Partial<CreateGatewayCommandInput>): Promise<Gateway> {
    const name = `g${++made}`
    const gateway = await control().send(
      new CreateGatewayCommand({ name, roleArn, authorizerType: 'NONE', protocolType: 'MCP', ...settings }),
    )
    return { id: gateway.gatewayId ?? '', url: gateway.gatewayUrl ?? '' }
  }
  const jwtGateway = (customJWTAuthorizer: Partial<CustomJWTAuthorizerConfiguration>) =>
    newGateway({
      authorizerType: 'CUSTOM_JWT',
      authorizerConfiguration: {
        customJWTAuthorizer: { discoveryUrl: issuer.discoveryUrl, ...customJWTAuthorizer },
      },
    })
  async function attach({ id: gatewayIdentifier }: Gateway): Promise<void> {
    const { targetId } = await control().send(
      new CreateGatewayTargetCommand({
        gatewayIdentifier,
        name: 'open',
        targetConfiguration: { mcp: { mcpServer: { endpoint: upstream.endpoint } } },
      }),
    )
    await eventually(
      () => control().send(new GetGatewayTargetCommand({ gatewayIdentifier, targetId })),
      ({ status }) => status === 'READY',
    )
  }
  const list = (gateway: Gateway, token?: string, headers?: Record<string, string>): Promise<RpcAnswer> =>
    rpc(gateway.url, token, 'tools/list', undefined, headers)

  test('NONE: anybody lists and calls the tools of an open MCP server', async () => {
    const gateway = await newGateway({})
    await attach(gateway)
    const client = new Client({ name: 'letter', version: '1' })
    await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url)))
    expect((await client.listTools()).tools).toMatchObject([{ name: 'open___ask' }])
    expect((await client.callTool({ name: 'open___ask', arguments: {} })).content).toMatchObject([{ text: 'answer' }])
    await client.close()
    // What the caller sent along is his own business.
    await rpc(gateway.url, 'callers-own-token', 'tools/call', { name: 'open___ask', arguments: {} }, { cookie: 'a=b' })
    expect(upstream.calls().at(-1)?.headers['authorization']).toBeUndefined()
    expect(upstream.calls().at(-1)?.headers['cookie']).toBeUndefined()
  })

  test('AWS_IAM: a signed client lists and calls; unsigned, wrongly signed and stale ones are 401 or 403', async () => {
    const gateway = await newGateway({ authorizerType: 'AWS_IAM' })
    await attach(gateway)
    const path = new URL(gateway.url).pathname
    const client = new Client({ name: 'letter', version: '1' })
    await client.connect(
      new StreamableHTTPClientTransport(new URL(gateway.url), {
        fetch: async (url, init) => {
          if (init?.method !== 'POST' || typeof init.body !== 'string') return fetch(url, init)
          const given = Object.fromEntries(new Headers(init.headers))
          return fetch(url, { ...init, headers: await sign(postern, { path, body: init.body, headers: given }) })
        },
      }),
    )
    expect((await client.callTool({ name: 'open___ask', arguments: {} })).content).toMatchObject([{ text: 'answer' }])
    await client.close()

    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    const send = async (headers: Record<string, string>, sent = body): Promise<number> =>
      (await fetch(gateway.url, { method: 'POST', body: sent, headers })).status
    const good = await sign(postern, { path, body })
    expect(await send(good)).toBe(200)
    const refused = [
      await send({ 'content-type': 'application/json' }),
      await send({ 'content-type': 'application/json', authorization: 'Bearer a.b.c' }),
      await send(good, body.replace('list', 'call')),
      await send(await sign(postern, { path, body, secretAccessKey: 'wrong' })),
      await send(await sign(postern, { path, body, accessKeyId: 'NOBODY0000000000' })),
      await send(await sign(postern, { path, body, service: 'execute-api' })),
      await send(await sign(postern, { path, body, at: new Date(Date.now() - 400_000) })),
      await send(await sign(postern, { path, body, at: new Date(Date.now() + 400_000) })),
    ]
    for (const status of refused) expect([401, 403]).toContain(status)
  })

  test('consent needs callers with a name: OAUTH targets are refused on AWS_IAM and NONE, with the way out', async () => {
    for (const authorizerType of ['AWS_IAM', 'NONE'] as const) {
      const { id: gatewayIdentifier } = await newGateway({ authorizerType })
      const refused = await refusalOf(
        control().send(
          new CreateGatewayTargetCommand({
            gatewayIdentifier,
            name: 'own',
            targetConfiguration: { mcp: { mcpServer: { endpoint: upstream.endpoint } } },
            credentialProviderConfigurations: [
              {
                credentialProviderType: 'OAUTH',
                credentialProvider: {
                  oauthCredentialProvider: {
                    providerArn: 'arn:aws:bedrock-agentcore:us-east-1:000000000000:x',
                    scopes: [],
                    grantType: 'AUTHORIZATION_CODE',
                  },
                },
              },
            ],
          }),
        ),
      )
      expect(refused).toMatchObject({ name: 'ValidationException', status: 400 })
      expect(refused.message).toContain('CUSTOM_JWT')
    }
  })

  test('a 401 carries resource_metadata, whose document names the gatewayUrl and the issuer', async () => {
    const gateway = await jwtGateway({ allowedClients: ['agent'] })
    for (const token of [undefined, 'no-jwt', await issuer.sign({ client_id: 'agent' }, 'a stranger')]) {
      const answer = await list(gateway, token)
      expect(answer.status).toBe(401)
      const header = answer.headers.get('www-authenticate') ?? ''
      expect(header).toMatch(/^Bearer /)
      const metadataUrl = /resource_metadata="([^"]+)"/.exec(header)?.[1] ?? ''
      expect(new URL(metadataUrl).origin).toBe(postern.publicUrl)
      const metadata = await fetch(metadataUrl)
      expect(metadata.status).toBe(200)
      expect(await metadata.json()).toMatchObject({ resource: gateway.url, authorization_servers: [issuer.issuer] })
    }
  })

  test('JWTs without aud pass when only allowedClients is set', async () => {
    const gateway = await jwtGateway({ allowedClients: ['agent', 'other'] })
    const status = async (claims: Record<string, unknown>, by?: 'a stranger') =>
      (await list(gateway, await issuer.sign(claims, by))).status
    expect(await status({ client_id: 'agent' })).toBe(200)
    expect(await status({ client_id: 'agent', aud: 'https://elsewhere.example' })).toBe(200)
    expect(await status({ client_id: 'nobody' })).toBe(401)
    expect(await status({})).toBe(401)
    expect(await status({ client_id: 'agent', exp: Math.floor(Date.now() / 1000) - 600 })).toBe(401)
    expect(await status({ client_id: 'agent', iss: 'https://elsewhere.example' })).toBe(401)
    expect(await status({ client_id: 'agent' }, 'a stranger')).toBe(401)
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ iss: issuer.issuer, client_id: 'agent', sub: 'a', exp: 9e9 }))}.`
    expect((await list(gateway, unsigned.replaceAll('=', ''))).status).toBe(401)
  })

  test('audiences, scopes and custom claims: all that are configured must hold', async () => {
    const gateway = await jwtGateway({
      allowedAudience: ['tools', 'more-tools'],
      allowedScopes: ['invoke', 'admin'],
      customClaims: [
        {
          inboundTokenClaimName: 'team',
          inboundTokenClaimValueType: 'STRING',
          authorizingClaimMatchValue: { claimMatchOperator: 'EQUALS', claimMatchValue: { matchValueString: 'docs' } },
        },
        {
          inboundTokenClaimName: 'groups',
          inboundTokenClaimValueType: 'STRING_ARRAY',
          authorizingClaimMatchValue: {
            claimMatchOperator: 'CONTAINS_ANY',
            claimMatchValue: { matchValueStringList: ['writers', 'editors'] },
          },
        },
      ],
    })
    const good = { aud: ['x', 'tools'], scope: 'openid invoke', team: 'docs', groups: ['readers', 'editors'] }
    const status = async (changes: Record<string, unknown>) =>
      (await list(gateway, await issuer.sign({ ...good, ...changes }))).status
    expect(await status({})).toBe(200)
    expect(await status({ aud: 'elsewhere' })).toBe(401)
    expect(await status({ aud: undefined })).toBe(401)
    for (const wrong of [{ team: 'sales' }, { team: undefined }, { groups: ['readers'] }, { groups: 'editors' }]) {
      expect([401, 403]).toContain(await status(wrong))
    }
    const scopeless = await list(gateway, await issuer.sign({ ...good, scope: 'openid' }))
    expect(scopeless.status).toBe(403)
    expect(scopeless.headers.get('www-authenticate')).toMatch(/error="insufficient_scope".*scope="invoke admin"/)
  })

  test('initialize hands out Mcp-Session-Id; a foreign or invented one gets 400, 403 or 404', async () => {
    const [gateway, other] = [
      await jwtGateway({ allowedClients: ['agent'] }),
      await jwtGateway({ allowedClients: ['agent'] }),
    ]
    const alice = await issuer.sign({ client_id: 'agent' })
    const bob = await issuer.sign({ client_id: 'agent', sub: 'bob' })
    const initialize = (url: string, token: string) =>
      rpc(url, token, 'initialize', {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'letter', version: '1' },
      })
    const session = (await initialize(gateway.url, alice)).headers.get('mcp-session-id') ?? ''
    expect(session).toMatch(/^[\x21-\x7e]+$/)
    const withSession = async (where: Gateway, token: string, id: string) =>
      (await list(where, token, { 'mcp-session-id': id })).status
    expect(await withSession(gateway, alice, session)).toBe(200)
    const statuses = [
      await withSession(gateway, bob, session),
      await withSession(other, alice, session),
      await withSession(gateway, alice, 'invented'),
      await withSession(gateway, alice, `${session.slice(0, -4)}AAAA`),
      await withSession(gateway, alice, crypto.randomUUID()),
    ]
    for (const status of statuses) expect([400, 403, 404]).toContain(status)
    // Neither is any needed.
    expect((await list(gateway, alice)).status).toBe(200)
  })

  test('without an Accept header, with a numeric id, and for each revision, the answer is JSON', async () => {
    const gateway = await newGateway({})
    for (const revision of [undefined, '2025-03-26', '2025-06-18', '2025-11-25']) {
      const answer = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(revision && { 'mcp-protocol-version': revision }) },
        body: JSON.stringify({ jsonrpc: '2.0', id: 24, method: 'tools/list' }),
      })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toContain('application/json')
      expect(answer.headers.get('x-amzn-requestid')).toBeTruthy()
      expect(await answer.json()).toEqual({ jsonrpc: '2.0', id: 24, result: { tools: [] } })
    }
    const notified = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
    })
    expect(notified.status).toBe(202)
  })
})
