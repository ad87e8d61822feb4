import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestGateway, gatewayId, type Answer } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

const searchTool = 'x_amz_bedrock_agentcore_search'
const oauth = { providerName: 'notes', scopes: ['read'], defaultReturnUrl: 'https://app.example.com/done' }

let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
beforeEach(async () => {
  gateway = await createTestGateway()
  upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
  const protocolConfiguration = { mcp: { searchType: 'SEMANTIC' as const } }
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, { protocolConfiguration }, gateway.issuer.authorizer()))
  const many = Array.from({ length: 40 }, (_, at) => `archive_note_${at}`)
  gateway.rooms.serving.set(gatewayId, [
    servingTarget('notes', upstream.endpoint, ['read_note', 'write_note', ...many], { oauth }),
    servingTarget('weather', upstream.endpoint, ['forecast'], { oauth }),
  ])
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const ask = async (method: string, params: object, at = gateway.url) => {
  const response = await gateway.send({ jsonrpc: '2.0', id: 'q "1"', method, params }, await gateway.bearer(), {}, at)
  return (await response.json()) as Answer
}
const search = (args: unknown, at?: string) => ask('tools/call', { name: searchTool, arguments: args }, at)
const toolsOf = ({ result }: Answer) => (result?.['structuredContent'] as { tools: { name: string }[] }).tools

test('agentcore.md f.1 the search tool is listed first, with the argument query', async () => {
  const tools = (await ask('tools/list', {})).result?.['tools'] as { name: string; inputSchema: unknown }[]
  expect(tools).toHaveLength(44)
  expect(tools[0]).toMatchObject({
    name: searchTool,
    inputSchema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
  })
})

test('it answers the definitions that fit best, ten at most, as structure and as text, without consent or an MCP server', async () => {
  const answer = await search({ query: 'weather forecasts' })
  expect(answer.id).toBe('q "1"')
  expect(toolsOf(answer)[0]).toEqual({
    name: 'weather___forecast',
    description: 'Does forecast.',
    inputSchema: { type: 'object' },
  })
  expect(answer.result?.isError).toBe(false)
  expect(JSON.parse(answer.result?.content[0]?.text ?? '')).toEqual(answer.result?.['structuredContent'])
  expect(toolsOf(await search({ query: 'note' }))).toHaveLength(10)
  expect(toolsOf(await search({ query: 'quantum' }))).toEqual([])
  expect(upstream.received).toEqual([])
  expect(gateway.people.requests).toEqual([])
})

test('what it finds is named as on the address that was asked, and can be called so', async () => {
  const [found] = toolsOf(await search({ query: 'forecast' }, `${gateway.url}?names=bare`))
  expect(found?.name).toBe('forecast')
})

test('warm, it reads no store', async () => {
  await search({ query: 'forecast' })
  const reads = gateway.rooms.reads.count
  await search({ query: 'note' })
  expect(gateway.rooms.reads.count).toBe(reads)
})

test.each([[undefined], [{}], [{ query: '' }], [{ query: 7 }], [{ query: 'x'.repeat(2_001) }]])(
  '-32602 for a query like %j',
  async (args) => expect((await search(args)).error?.code).toBe(-32602),
)

test('a gateway without searchType SEMANTIC has no such tool', async () => {
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, gateway.issuer.authorizer()))
  gateway.changes.publish({ kind: 'gateway', gatewayId })
  expect((await search({ query: 'forecast' })).error?.code).toBe(-32602)
  const tools = (await ask('tools/list', {})).result?.['tools'] as { name: string }[]
  expect(tools.map(({ name }) => name)).not.toContain(searchTool)
})
