import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gatewayId } from '../../_support/dataplane/gateway.ts'
import { ableServer, callOf, createLiveGateway } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, event, json, resultOf, sessionServer, sse } from '../../_support/dataplane/mcp-upstream.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'
import type { ServerResponse } from 'node:http'

const inside = 'INSIDE0000'
const outside = 'OUTSIDE000'

let gateway: Awaited<ReturnType<typeof createLiveGateway>>
let servers: Awaited<ReturnType<typeof createServer>>[]
let whole: { authorization: string }
let scoped: { authorization: string }

async function createServer() {
  const ears = new Set<ServerResponse>()
  const { handler } = sessionServer(
    ({ message }, res) => json(res, resultOf(message.id, 'ok')),
    (_, res) => {
      sse(res).flushHeaders()
      ears.add(res)
      res.once('close', () => ears.delete(res))
    },
  )
  const upstream = await createUpstream(handler)
  const tell = (method: string) => ears.forEach((res) => res.write(event({ jsonrpc: '2.0', method })))
  return { ...upstream, ears, tell }
}

function targetOf(name: string, endpoint: string, tools: string[]) {
  const item = (more: object) => JSON.stringify({ ...more, name: `${name} item` })
  return {
    ...servingTarget(name, endpoint, tools, { server: ableServer }),
    prompts: [{ name: `${name}-prompt`, json: JSON.stringify({ name: `${name}-prompt` }) }],
    resources: [{ uri: `${name}://doc`, json: item({ uri: `${name}://doc` }) }],
    templates: [{ uriTemplate: `${name}://t/{id}`, json: item({ uriTemplate: `${name}://t/{id}` }) }],
  }
}

beforeEach(async () => {
  servers = [await createServer(), await createServer()]
  const [one, two] = servers.map(({ endpoint }) => endpoint)
  gateway = await createLiveGateway([
    targetOf('inside', one ?? '', ['shared', 'mine']),
    targetOf('outside', two ?? '', ['shared', 'theirs']),
  ])
  const record = gateway.rooms.records.get(gatewayId)
  const mcp = { ...record?.settings.protocolConfiguration?.mcp, searchType: 'SEMANTIC' as const }
  gateway.rooms.records.set(
    gatewayId,
    gatewayRecord(gatewayId, { authorizerType: 'AUTHENTICATE_ONLY', protocolConfiguration: { mcp } }),
  )
  whole = { authorization: `Bearer ${gateway.keys.make(gatewayId, 'whole')}` }
  scoped = { authorization: `Bearer ${gateway.keys.make(gatewayId, 'scoped', { targetIds: [inside] })}` }
})
afterEach(async () => {
  await gateway.close()
  for (const server of servers) await server.close()
})

const open = async (key: { authorization: string }) => ({ ...(await gateway.initialize({}, key)), ...key })
const ask = async (headers: Record<string, string>, method: string, params: object = {}, query = '') => {
  const body = { jsonrpc: '2.0', id: 1, method, params }
  const response = await gateway.send(body, headers, {}, gateway.url + query)
  return (await response.json()) as { result?: Record<string, unknown>; error?: { code: number; message: string } }
}
const shown = async (headers: Record<string, string>, query = '') =>
  JSON.stringify(
    await Promise.all(
      ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'].map(
        async (method) => (await ask(headers, method, {}, query)).result,
      ),
    ),
  )

test('a key for one target lists that target and nothing of any other, under both namings', async () => {
  const [all, some] = [await open(whole), await open(scoped)]
  for (const query of ['', '?names=bare']) {
    const list = await shown(some, query)
    for (const word of ['mine', 'inside-prompt', 'inside://doc', 'inside://t/']) expect(list).toContain(word)
    expect(list).not.toMatch(/outside|theirs/)
  }
  expect(await shown(all)).toMatch(/outside___theirs/)
  // For whom there is one `shared` there is no collision.
  expect((await ask(all, 'tools/list', {}, '?names=bare')).error?.code).toBe(-32602)
  expect((await ask(some, 'tools/call', { name: 'shared', arguments: {} }, '?names=bare')).result).toBeDefined()
})

test('what is outside cannot be called, got, read, completed or subscribed to, and looks like what is nowhere', async () => {
  const some = await open(scoped)
  const prompt = (name: string) => ({ type: 'ref/prompt', name })
  const cases: [method: string, (part: string) => object, query?: string][] = [
    ['tools/call', (part) => ({ name: `${part}___theirs`, arguments: {} })],
    ['tools/call', (part) => ({ name: part === 'outside' ? 'theirs' : part, arguments: {} }), '?names=bare'],
    ['prompts/get', (part) => ({ name: `${part}___outside-prompt` })],
    ['prompts/get', (part) => ({ name: `${part}-prompt` }), '?names=bare'],
    [
      'completion/complete',
      (part) => ({ ref: prompt(`${part}___outside-prompt`), argument: { name: 'a', value: '' } }),
    ],
  ]
  for (const [method, params, query] of cases) {
    const [there, nowhere] = [
      await ask(some, method, params('outside'), query),
      await ask(some, method, params('nowhere'), query),
    ]
    expect(there.error?.code).toBe(nowhere.error?.code)
    expect(there.error?.message.replaceAll('theirs', '').replaceAll('outside', '')).toBe(
      nowhere.error?.message.replaceAll('theirs', '').replaceAll('nowhere', '').replaceAll('outside', ''),
    )
  }
  for (const uri of ['outside://doc', 'outside://t/1', 'nowhere://doc'])
    for (const method of ['resources/read', 'resources/subscribe', 'resources/unsubscribe'])
      await ask(some, method, { uri })
  await ask(some, 'completion/complete', {
    ref: { type: 'ref/resource', uri: 'outside://t/{id}' },
    argument: { name: 'id', value: '' },
  })
  expect(servers[1]?.received).toEqual([])
})

test('a search finds nothing outside', async () => {
  const some = await open(scoped)
  const search = { name: 'x_amz_bedrock_agentcore_search', arguments: { query: 'theirs shared' } }
  const found = JSON.stringify((await ask(some, 'tools/call', search)).result)
  expect(found).toContain('inside___shared')
  expect(found).not.toMatch(/outside|theirs/)
})

test('a cursor and a session of one reach are nothing at another', async () => {
  const [all, some] = [await open(whole), await open(scoped)]
  const mixed = { ...all, ...scoped }
  const { status } = await gateway.post(callOf('outside___theirs'), mixed)
  expect(status).toBe(404)
  expect((await gateway.post(callOf('outside___theirs'), some)).body.error).toBeDefined()
  expect(servers[1]?.received).toEqual([])
})

test('news of what is outside are not told: neither a change of the lists nor what the servers say', async () => {
  const some = await gateway.listen(await open(scoped))
  const all = await gateway.listen(await open(whole))
  const [one, two] = servers
  const change = (targets: string[]) => {
    gateway.rooms.serving.set(gatewayId, [
      targetOf(
        'inside',
        one?.endpoint ?? '',
        targets.includes('inside') ? ['shared', 'mine', 'more'] : ['shared', 'mine'],
      ),
      targetOf('outside', two?.endpoint ?? '', ['shared', 'theirs', 'more']),
    ])
    gateway.changes.publish({ kind: 'target', gatewayId, targetId: outside })
  }
  change([])
  await all.method('notifications/tools/list_changed')
  // Both listen inside by now, and only one of them outside.
  await vi.waitFor(() => expect(servers.map(({ ears }) => ears.size)).toEqual([2, 1]))
  two?.tell('notifications/resources/list_changed')
  await all.method('notifications/resources/list_changed')
  change(['inside'])
  await some.method('notifications/tools/list_changed')
  expect(some.heard.filter(({ message }) => message)).toHaveLength(1)
  some.leave()
  all.leave()
})
