import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { converse } from '../conformance/converse.ts'
import { createLegacyClient } from '../conformance/legacy-client.ts'
import { isNoWider, takeCaching, withoutLawfulDifferences } from '../conformance/lawful.ts'
import { createModernClient } from '../conformance/modern-client.ts'
import type { Exchange, Message, WireClient } from '../conformance/wire-client.ts'
import { attach, createOpenGateway } from '../_support/open-gateway.ts'
import type { PeerServer } from '../_support/peers.ts'
import { startPostern, type RunningPostern } from '../_support/postern.ts'
import { startServer, type ServerName } from './servers.ts'

interface Peer {
  name: ServerName
  eras: readonly ('legacy' | 'modern')[]
  tools: number
  /** What both ways have to answer alike: the method and its parameters. */
  alike: readonly (readonly [string, Message])[]
}

const call = (name: string, given: Message = {}, _meta: Message = {}) =>
  ['tools/call', { name, arguments: given, _meta }] as const

const peers: Peer[] = [
  {
    name: 'mongodb-mcp-server',
    eras: ['legacy', 'modern'],
    tools: 27,
    alike: [call('list-connections'), call('list-databases', { connectionId: 'none' }), call('find', {})],
  },
  {
    name: 'server-everything',
    eras: ['legacy'],
    tools: 13,
    alike: [
      ['prompts/list', {}],
      ['resources/templates/list', {}],
      ['prompts/get', { name: 'args-prompt', arguments: { city: 'Bern' } }],
      ['completion/complete', completion('completable-prompt', 'department', 'E')],
      call('echo', { message: 'ünïcödé \u2028' }),
      call('get-sum', { a: 0.1, b: 0.2 }),
      call('get-structured-content', { location: 'New York' }),
      call('get-annotated-message', { messageType: 'error', includeImage: true }),
      call('get-resource-links', { count: 3 }),
      call('trigger-long-running-operation', { duration: 0.4, steps: 4 }, { progressToken: 7 }),
    ],
  },
  {
    name: 'notion-mcp-server',
    eras: ['legacy'],
    tools: 24,
    alike: [call('API-get-self'), call('API-retrieve-a-page', { page_id: 3 })],
  },
  {
    name: 'server-system-monitor',
    eras: ['legacy'],
    tools: 2,
    alike: [
      ['resources/list', {}],
      ['resources/read', { uri: 'ui://system-monitor/mcp-app.html' }],
    ],
  },
]

function completion(name: string, argument: string, value: string): Message {
  return { ref: { type: 'ref/prompt', name }, argument: { name: argument, value } }
}

const open = (era: 'legacy' | 'modern', url: string): Promise<WireClient> =>
  era === 'modern' ? createModernClient(url, {}) : createLegacyClient(url, {})

const toolsOf = ({ messages }: Exchange) =>
  (messages.at(-1)?.['result'] as { tools: { name: string; inputSchema: unknown }[] }).tools

let postern: RunningPostern

beforeAll(async () => {
  postern = await startPostern()
})
afterAll(() => postern.stop())

describe.each(peers)('$name of npm', ({ name, eras, tools, alike }) => {
  let server: PeerServer
  let gatewayUrl: string

  beforeAll(async () => {
    server = await startServer(name)
    const gateway = await createOpenGateway(postern, name)
    await attach(postern, gateway.gatewayId, { name: 'peer', endpoint: server.url })
    gatewayUrl = `${gateway.gatewayUrl}?names=bare`
  })
  afterAll(() => server.stop())

  it.each(eras)('lists its tools through the gateway as straight, in the %s era', async (era) => {
    const straight = await (await open(era, server.url)).request('tools/list')
    const through = await (await open(era, gatewayUrl)).request('tools/list')
    expect(isNoWider(takeCaching(through), takeCaching(straight))).toBe(true)
    expect(toolsOf(straight)).toHaveLength(tools)
    expect(withoutLawfulDifferences(through)).toEqual(withoutLawfulDifferences(straight))
  })

  it.each(eras)('answers alike through the gateway and straight, in the %s era', async (era) => {
    const straight = await open(era, server.url)
    const through = await open(era, gatewayUrl)
    for (const [method, params] of alike) {
      const wanted = await converse(straight, method, params)
      const seen = await converse(through, method, params)
      expect(seen.map(withoutLawfulDifferences), JSON.stringify(params)).toEqual(wanted.map(withoutLawfulDifferences))
    }
  })

  it('is of use to a client of the other era as well', async () => {
    const client = await open('modern', gatewayUrl)
    expect(toolsOf(await client.request('tools/list'))).toHaveLength(tools)
    const [method, params] = alike.at(-1) ?? call('none')
    const seen = (await client.request(method, params)).messages.at(-1)
    const straight = await open('legacy', server.url)
    const wanted = (await straight.request(method, params)).messages.at(-1)
    if (wanted?.['result'] === undefined) expect(seen?.['error']).toEqual(wanted?.['error'])
    else expect(seen?.['result']).toMatchObject({ ...wanted['result'], resultType: 'complete' })
  })
})
