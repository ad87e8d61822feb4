import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  DeleteGatewayCommand,
  GetGatewayCommand,
  GetGatewayTargetCommand,
  ListGatewaysCommand,
  ListGatewayTargetsCommand,
  type AuthorizerType,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { callApi } from '../../_support/letter.ts'
import { eventually, startPostern, type RunningPostern } from '../../_support/postern.ts'
import { roleArn, rpc } from '../../_support/story.ts'

interface Gateway {
  id: string
  url: string
}

describe('API keys of a running Postern', () => {
  let postern: RunningPostern
  let upstream: Awaited<ReturnType<typeof createUpstream>>
  beforeAll(async () => {
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
  })
  const control = () => postern.clients.control

  let made = 0
  async function newGateway({ authorizerType = 'NONE' }: { authorizerType?: AuthorizerType }): Promise<Gateway> {
    const gateway = await control().send(
      new CreateGatewayCommand({ name: `g${++made}`, roleArn, authorizerType, protocolType: 'MCP' }),
    )
    return { id: gateway.gatewayId ?? '', url: gateway.gatewayUrl ?? '' }
  }
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
  const list = ({ url }: Gateway, key?: string) => rpc(url, key, 'tools/list')
  const keysOf = ({ id }: Gateway) => `/api/console/gateways/${id}/api-keys`
  const ask = (method: string, path: string, input?: object) =>
    callApi(postern, { method, path, ...(input && { body: JSON.stringify(input) }) })
  const make = async (gateway: Gateway, input: object) => {
    const { status, body } = await ask('POST', keysOf(gateway), input)
    expect([status, body]).toEqual([201, body])
    return body as { keyId: string; apiKey: string }
  }

  test('the AWS SDK makes and reads a gateway that takes nothing else; the MCP SDK’s client calls it with a key', async () => {
    const gateway = await newGateway({ authorizerType: 'AUTHENTICATE_ONLY' })
    await attach(gateway)
    const read = await control().send(new GetGatewayCommand({ gatewayIdentifier: gateway.id }))
    expect(read).toMatchObject({ authorizerType: 'AUTHENTICATE_ONLY', status: 'READY' })
    const { items } = await control().send(new ListGatewaysCommand({}))
    expect(items?.find(({ gatewayId }) => gatewayId === gateway.id)?.authorizerType).toBe('AUTHENTICATE_ONLY')

    const { apiKey } = await make(gateway, { name: 'ci' })
    const client = new Client({ name: 'letter', version: '1' })
    const requestInit = { headers: { authorization: `Bearer ${apiKey}` } }
    await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url), { requestInit }))
    expect((await client.listTools()).tools).toMatchObject([{ name: 'open___ask' }])
    expect((await client.callTool({ name: 'open___ask', arguments: {} })).content).toMatchObject([{ text: 'answer' }])
    await client.close()
    expect((await list(gateway)).status).toBe(401)
  })

  test('are listed in pages, read, ended earlier, revoked and deleted; faults name the member', async () => {
    const [gateway, other] = [await newGateway({ authorizerType: 'AWS_IAM' }), await newGateway({})]
    const { keyId, apiKey } = await make(gateway, { name: 'b' })
    await make(gateway, { name: 'a' })
    const one = `${keysOf(gateway)}/${keyId}`
    const page = await callApi(postern, { method: 'GET', path: keysOf(gateway), query: { maxResults: '1' } })
    expect(page.body).toMatchObject({
      items: [{ name: 'a', status: 'active' }],
      nextToken: expect.any(String) as string,
    })
    const query = { maxResults: '1', nextToken: String(page.body.nextToken) }
    const rest = await callApi(postern, { method: 'GET', path: keysOf(gateway), query })
    expect(rest.body.items).toMatchObject([{ name: 'b', keyId }])
    expect((await ask('GET', `${keysOf(other)}/${keyId}`)).status).toBe(404)

    const faults: [object, string][] = [
      [{ name: 'a' }, 'name'],
      [{ name: ' ' }, 'name'],
      [{ name: 'c', targetIds: ['ABCDEFGHIJ'] }, 'targetIds'],
      [{ name: 'c', expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
      [{ name: 'c', expiresAt: '2099-01-01T00:00:00Z' }, 'expiresAt'],
      [{ name: 'c', expiresAt: 'soon' }, 'expiresAt'],
    ]
    for (const [input, member] of faults)
      expect((await ask('POST', keysOf(gateway), input)).body.fieldList).toMatchObject([{ name: member }])
    expect((await ask('POST', keysOf(other), { name: 'c' })).status).toBe(400)
    expect((await ask('PUT', one, { expiresAt: '2099-01-01T00:00:00Z' })).status).toBe(400)
    const soon = new Date(Date.now() + 86_400_000).toISOString()
    expect((await ask('PUT', one, { expiresAt: soon })).body).toMatchObject({ expiresAt: soon, status: 'expiring' })

    expect((await list(gateway, apiKey)).status).toBe(200)
    expect((await ask('POST', `${one}/revoke`)).body).toMatchObject({ status: 'revoked' })
    expect((await list(gateway, apiKey)).status).toBe(401)
    expect((await ask('DELETE', one)).status).toBe(204)
    expect((await ask('GET', one)).status).toBe(404)
  })

  test('I1 a key is in the answer that made it, and nowhere else: no list, no log, no row', async () => {
    const gateway = await newGateway({ authorizerType: 'AUTHENTICATE_ONLY' })
    await attach(gateway)
    const { targets } = await control()
      .send(new ListGatewayTargetsCommand({ gatewayIdentifier: gateway.id }))
      .then(({ items }) => ({ targets: items ?? [] }))
    const { keyId, apiKey } = await make(gateway, { name: 'ci', targetIds: targets.map(({ targetId }) => targetId) })
    const used = await rpc(gateway.url, apiKey, 'tools/call', { name: 'open___ask', arguments: {} })
    expect(used.result?.content).toMatchObject([{ text: 'answer' }])
    await ask('POST', `${keysOf(gateway)}/${keyId}/revoke`)
    expect((await list(gateway, apiKey)).status).toBe(401)
    const listed = await ask('GET', keysOf(gateway))
    expect(listed.body.items).toMatchObject([{ name: 'ci', lastUsedAt: expect.any(String) as string }])
    const files = readdirSync(postern.dataDir).filter((name) => name.startsWith('postern.db'))
    expect(files.length).toBeGreaterThan(0)
    const stored = files.map((name) => readFileSync(join(postern.dataDir, name), 'latin1')).join('')
    expect(stored).toContain(keyId)
    const secret = apiKey.slice(`postern_${keyId}_`.length)
    for (const text of [listed.text, postern.output(), stored, JSON.stringify(upstream.received)])
      expect(text).not.toContain(secret.slice(0, 20))
  })

  test('a gateway that is deleted takes its keys with it', async () => {
    const gateway = await newGateway({ authorizerType: 'AUTHENTICATE_ONLY' })
    const { apiKey } = await make(gateway, { name: 'ci' })
    expect((await list(gateway, apiKey)).status).toBe(200)
    await control().send(new DeleteGatewayCommand({ gatewayIdentifier: gateway.id }))
    expect((await list(gateway, apiKey)).status).toBe(404)
    expect((await ask('GET', keysOf(gateway))).status).toBe(404)
  })
})
