import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestGateway, gatewayId, type Answer } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
const inputSchema = {
  type: 'object',
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    size: { type: 'object', properties: { rooms: { type: 'integer', 'x-mcp-header': 'Rooms' } } },
  },
}
const place = { name: 'place', json: JSON.stringify({ name: 'place', inputSchema }) }
beforeEach(async () => {
  gateway = await createTestGateway()
  upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, { description: 'Places' }))
  const target = servingTarget('maps', upstream.endpoint, ['read'])
  gateway.rooms.serving.set(gatewayId, [{ ...target, tools: [...target.tools, place] }])
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const send = async (
  { body, headers }: { body: object; headers: Record<string, string> },
  change: Record<string, string | undefined> = {},
) => {
  const all = Object.entries({ ...headers, ...change }).flatMap(([name, value]) => (value ? [[name, value]] : []))
  const response = await gateway.send(body, Object.fromEntries(all) as Record<string, string>)
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer }
}
const call = (name: string, args: object = {}) => modernRequest('tools/call', { name, arguments: args })

describe('2026-07-28 what a gateway says', () => {
  test('server/discover', async () => {
    const { status, headers, body } = await send(modernRequest('server/discover'))
    expect(status).toBe(200)
    expect(headers.has('mcp-session-id')).toBe(false)
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: 'm1',
      result: {
        resultType: 'complete',
        supportedVersions: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'],
        capabilities: { tools: {} },
        ttlMs: 0,
        cacheScope: 'public',
        _meta: {
          'io.modelcontextprotocol/serverInfo': expect.objectContaining({ name: 'team', description: 'Places' }),
        },
      },
    })
  })

  test('tools/list has the members that every list of this revision has, and the older ones do not', async () => {
    const { body } = await send(modernRequest('tools/list'))
    expect(body.result).toMatchObject({ resultType: 'complete', ttlMs: 0, cacheScope: 'public' })
    expect(body.result?.tools).toHaveLength(2)
    const older = await gateway.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    expect(Object.keys(((await older.json()) as Answer).result ?? {})).toEqual(['tools'])
  })

  test('so has an answer of the search', async () => {
    const protocolConfiguration = { mcp: { searchType: 'SEMANTIC' as const } }
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, { protocolConfiguration }))
    const { body } = await send(call('x_amz_bedrock_agentcore_search', { query: 'read' }))
    expect(body.result).toMatchObject({ resultType: 'complete', isError: false, structuredContent: { tools: [{}] } })
  })

  test('a call at a server of the older era gets its resultType on the way', async () => {
    const { body } = await send(call('maps___read'))
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: 'm1',
      result: { content: [{ type: 'text', text: 'hello' }], resultType: 'complete' },
    })
    expect(upstream.calls()[0]?.message.params).toEqual({ name: 'read', arguments: {} })
  })

  test('so does an answer of megabytes, which streams', async () => {
    const text = '"}{\\'.repeat(200_000)
    upstream.state.handler = plainServer(({ message }, res) => json(res, resultOf(message.id, text)))
    const { body } = await send(call('maps___read'))
    expect(body.result).toEqual({ content: [{ type: 'text', text }], resultType: 'complete' })
  })

  test('a session of the older era is neither used nor handed out', async () => {
    const { status, headers } = await send(modernRequest('tools/list'), { 'mcp-session-id': 'anything' })
    expect(status).toBe(200)
    expect(headers.has('mcp-session-id')).toBe(false)
  })

  test.each(['ping', 'initialize', 'logging/setLevel', 'resources/subscribe', 'nonsense'])(
    '%s does not exist: 404',
    async (method) => {
      const { status, body } = await send(modernRequest(method))
      expect(status).toBe(404)
      expect(body).toMatchObject({ id: 'm1', error: { code: -32601 } })
    },
  )

  test.each(['GET', 'DELETE'])('%s is not allowed', async (method) => {
    const response = await fetch(gateway.url, { method, headers: { 'mcp-protocol-version': '2026-07-28' } })
    expect(response.status).toBe(405)
  })

  test('a notification is taken', async () => {
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-session-id': 'none' }
    const body = { jsonrpc: '2.0', method: 'notifications/x' }
    expect((await gateway.send(body, headers)).status).toBe(202)
  })
})

describe('2026-07-28 what a gateway refuses', () => {
  test.each<[string, Record<string, string | undefined>]>([
    ['no MCP-Protocol-Version', { 'mcp-protocol-version': undefined }],
    ['another MCP-Protocol-Version', { 'mcp-protocol-version': '2025-11-25' }],
    ['no Mcp-Method', { 'mcp-method': undefined }],
    ['another Mcp-Method', { 'mcp-method': 'tools/list' }],
    ['no Mcp-Name', { 'mcp-name': undefined }],
    ['another Mcp-Name', { 'mcp-name': 'maps___read' }],
    ['a broken Mcp-Name', { 'mcp-name': '=?base64?%?=' }],
    ['no Mcp-Param', { 'mcp-param-region': undefined }],
    ['another Mcp-Param', { 'mcp-param-region': 'north' }],
    ['a broken Mcp-Param', { 'mcp-param-region': '=?base64?AAA?=' }],
    ['another nested Mcp-Param', { 'mcp-param-rooms': '4' }],
  ])('%s: 400 with -32020', async (_, change) => {
    const request = call('maps___place', { region: 'süd', size: { rooms: 3 } })
    const parameters = { 'mcp-param-region': '=?base64?c8O8ZA==?=', 'mcp-param-rooms': '3.0' }
    expect((await send(request, parameters)).status).toBe(200)
    const { status, body } = await send(request, { ...parameters, ...change })
    expect(status).toBe(400)
    expect(body).toMatchObject({ id: 'm1', error: { code: -32020, data: { mismatch: {} } } })
    expect(upstream.calls()).toHaveLength(1)
  })

  test('an argument that is not there wants no header', async () => {
    expect((await send(call('maps___place', { region: null }))).status).toBe(200)
  })

  test.each([
    { 'io.modelcontextprotocol/clientCapabilities': undefined },
    { 'io.modelcontextprotocol/clientCapabilities': 'all' },
    { 'io.modelcontextprotocol/protocolVersion': undefined },
    { 'io.modelcontextprotocol/protocolVersion': 7 },
    { 'io.modelcontextprotocol/clientInfo': 'me' },
  ])('_meta with %j: 400 with -32602', async (_meta) => {
    const { status, body } = await send(modernRequest('tools/list', { _meta }))
    expect(status).toBe(400)
    expect(body).toMatchObject({ id: 'm1', error: { code: -32602 } })
  })

  test('a revision that is not offered: 400 with -32022, which names those that are', async () => {
    const unknown = await send(modernRequest('tools/list', {}, {}, '2031-01-01'))
    expect(unknown.status).toBe(400)
    expect(unknown.body.error).toMatchObject({
      code: -32022,
      data: { supported: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'], requested: '2031-01-01' },
    })
    const protocolConfiguration = { mcp: { supportedVersions: ['2025-06-18' as const] } }
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, { protocolConfiguration }))
    gateway.changes.publish({ kind: 'gateway', gatewayId })
    const withheld = await send(modernRequest('server/discover'))
    expect(withheld.status).toBe(400)
    expect(withheld.body.error).toMatchObject({
      code: -32022,
      data: { supported: ['2025-06-18'], requested: '2026-07-28' },
    })
  })

  test('a gateway of this revision alone takes no initialize', async () => {
    const protocolConfiguration = { mcp: { supportedVersions: ['2026-07-28' as const] } }
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, { protocolConfiguration }))
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } }
    const response = await gateway.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params })
    expect(response.status).toBe(400)
    expect(((await response.json()) as Answer).error).toMatchObject({
      code: -32022,
      data: { supported: ['2026-07-28'] },
    })
    expect((await gateway.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' })).status).toBe(400)
  })
})
