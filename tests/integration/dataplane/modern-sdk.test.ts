import { Client, StreamableHTTPClientTransport, type ClientOptions } from '@modelcontextprotocol/client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestGateway, gatewayId } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'
import { createSdkServer } from '../../_support/dataplane/sdk-server.ts'

let gateway: Awaited<ReturnType<typeof createTestGateway>>
const closing: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  gateway = await createTestGateway()
  closing.push(gateway.close)
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId))
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const modes = {
  auto: { mode: 'auto' },
  modern: { mode: { pin: '2026-07-28' } },
  legacy: { mode: 'legacy' },
} satisfies Record<string, ClientOptions['versionNegotiation']>

async function connect(mode: keyof typeof modes, options: ClientOptions = {}) {
  const client = new Client({ name: 'sdk', version: '1' }, { versionNegotiation: modes[mode], ...options })
  await client.connect(new StreamableHTTPClientTransport(new URL(gateway.url)))
  closing.push(() => client.close())
  return client
}

const regionSchema = {
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
  required: ['region'],
}

async function serve(era: 'modern' | 'both') {
  const server = await createSdkServer(era)
  closing.push(server.close)
  const target = servingTarget('t', server.endpoint, ['echo', 'ask'])
  const place = { name: 'place', json: JSON.stringify({ name: 'place', inputSchema: regionSchema }) }
  gateway.rooms.serving.set(gatewayId, [{ ...target, tools: [...target.tools, place] }])
  return server
}

const eras = ['modern', 'both'] as const
describe.each(eras)('an SDK server, era %s', (era) => {
  test.each(['auto', 'modern', 'legacy'] as const)('an SDK client, mode %s, lists and calls', async (mode) => {
    const server = await serve(era)
    const client = await connect(mode)
    expect(client.getServerVersion()?.name).toBe('team')
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['t___echo', 't___ask', 't___place'])
    const echoed = await client.callTool({ name: 't___echo', arguments: { text: 'grüße "resultType"' } })
    expect(echoed.content).toEqual([{ type: 'text', text: 'grüße "resultType"' }])
    const placed = await client.callTool({ name: 't___place', arguments: { region: 'süd' } })
    expect(placed.content).toEqual([{ type: 'text', text: 'süd' }])
    // A server that speaks both is spoken to in the client's era.
    const older = mode === 'legacy' && era === 'both'
    expect(server.received.at(-1)?.headers).toMatchObject(
      older
        ? { 'mcp-protocol-version': '2025-11-25' }
        : {
            'mcp-protocol-version': '2026-07-28',
            'mcp-method': 'tools/call',
            'mcp-name': 'place',
            'mcp-param-region': '=?base64?c8O8ZA==?=',
          },
    )
  })

  test('a client of the older era cannot be asked, and is told so', async () => {
    await serve(era)
    const client = await connect('legacy', { capabilities: { elicitation: { form: {} } } })
    const asked = await client.callTool({ name: 't___ask', arguments: { about: 'you' } })
    expect(asked.isError).toBe(true)
    expect(JSON.stringify(asked.content)).toMatch(/cannot be asked|can be asked questions|did not declare/)
  })

  test('a question of the server reaches a modern client, and the answer the server', async () => {
    await serve(era)
    const client = await connect('auto', { capabilities: { elicitation: { form: {} } } })
    client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: { name: 'Ada' } }))
    const answer = await client.callTool({ name: 't___ask', arguments: { about: 'you' } })
    const [first] = answer.content as { text: string }[]
    expect(JSON.parse(first?.text ?? '')).toEqual(['you', { action: 'accept', content: { name: 'Ada' } }, 'about you'])
  })

  test('the server’s state travels sealed: nobody reads it, and it is good for this call alone', async () => {
    await serve(era)
    const ask = async (args: object, more: object = {}) => {
      const params = { name: 't___ask', arguments: args, ...more }
      const { body, headers } = modernRequest('tools/call', params, { elicitation: { form: {} } })
      return (await (await gateway.send(body, headers)).json()) as { result: Record<string, unknown>; error?: object }
    }
    const { result } = await ask({ about: 'you' })
    expect(result.resultType).toBe('input_required')
    const requestState = String(result.requestState)
    expect(Buffer.from(requestState, 'base64url').toString('utf8')).not.toContain('about you')
    const retry = { inputResponses: { name: { action: 'accept', content: { name: 'Ada' } } }, requestState }
    expect((await ask({ about: 'me' }, retry)).error).toMatchObject({ code: -32602 })
    expect((await ask({ about: 'you' }, retry)).result.resultType).toBe('complete')
  })
})

test('a client that lacks what the server needs hears it in the server’s own words', async () => {
  await serve('modern')
  const { body, headers } = modernRequest('tools/call', { name: 't___ask', arguments: { about: 'you' } })
  const response = await gateway.send(body, headers)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ id: 'm1', error: { code: -32021 } })
})

test('a server that was exchanged for one of the other era is noticed by the next call', async () => {
  const upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'older'))))
  closing.push(upstream.close)
  gateway.rooms.serving.set(gatewayId, [servingTarget('t', upstream.endpoint, ['read'])])
  const older = upstream.state.handler
  const modern: typeof older = ({ message: { id, method }, headers }, res) => {
    if (headers['mcp-protocol-version'] !== '2026-07-28')
      return json(res, { jsonrpc: '2.0', id, error: { code: -32022, message: 'no', data: {} } }, {}, 400)
    const discovered = { resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: {} }
    const content = [{ type: 'text', text: 'newer' }]
    json(res, { jsonrpc: '2.0', id, result: method === 'server/discover' ? discovered : { content } })
  }
  const text = async () => (await gateway.call('t___read')).body.result?.content[0]?.text
  expect(await text()).toBe('older')
  upstream.state.handler = modern
  expect(await text()).toBe('newer')
  expect(await text()).toBe('newer')
  upstream.state.handler = older
  expect(await text()).toBe('older')
})
