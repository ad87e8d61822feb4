import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestGateway, gatewayId } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, resultOf, type Handler } from '../../_support/dataplane/mcp-upstream.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

/** Counts calls per session of its own, as a server with state does; `lose` forgets all sessions. */
function countingServer(refusal = 404) {
  let opened = 0
  const counters = new Map<string, number>()
  const handler: Handler = ({ method, headers, message }, res) => {
    const session = String(headers['mcp-session-id'])
    if (method === 'DELETE') {
      counters.delete(session)
      return void res.writeHead(204).end()
    }
    if (message.method === 'initialize') {
      const id = `s${++opened}`
      counters.set(id, 0)
      const result = { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'u', version: '1' } }
      return json(res, { jsonrpc: '2.0', id: message.id, result }, { 'mcp-session-id': id })
    }
    const count = counters.get(session)
    if (count === undefined)
      return json(res, { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'no session' } }, {}, refusal)
    if (message.id === undefined) return void res.writeHead(202).end()
    counters.set(session, count + 1)
    json(res, resultOf(message.id, `${session}:${count + 1}`))
  }
  return { handler, counters, opened: () => opened, lose: () => counters.clear() }
}

let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
let counting: ReturnType<typeof countingServer>
beforeEach(async () => {
  gateway = await createTestGateway()
  counting = countingServer()
  upstream = await createUpstream(counting.handler)
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, gateway.issuer.authorizer()))
  gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['count'])])
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})
const count = async (headers: Record<string, string>) =>
  (await gateway.call('notes___count', headers)).body.result?.content[0]?.text

describe('RS-5 sessions at MCP servers', () => {
  test('one caller keeps his; another gets his own', async () => {
    const [alice, bob] = [await gateway.bearer('alice'), await gateway.bearer('bob')]
    expect(await count(alice)).toBe('s1:1')
    expect(await count(bob)).toBe('s2:1')
    expect(await count(alice)).toBe('s1:2')
    expect(await count(bob)).toBe('s2:2')
  })

  test('two sessions of one person are two', async () => {
    const alice = await gateway.bearer()
    const one = { ...alice, ...(await gateway.initialize({}, alice)) }
    const two = { ...alice, ...(await gateway.initialize({}, alice)) }
    expect([await count(one), await count(two), await count(one)]).toEqual(['s1:1', 's2:1', 's1:2'])
  })

  test('strangers without a session share nothing, and leave nothing open', async () => {
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId))
    expect([await count({}), await count({})]).toEqual(['s1:1', 's2:1'])
    await expect.poll(() => counting.counters.size).toBe(0)
  })

  test('calls that come at once share one handshake', async () => {
    const alice = await gateway.bearer()
    const call = (id: number) =>
      gateway.send({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'notes___count' } }, alice)
    await Promise.all(Array.from({ length: 20 }, (_, id) => call(id)))
    expect(counting.opened()).toBe(1)
  })

  test('a change of the target starts anew', async () => {
    const alice = await gateway.bearer()
    await count(alice)
    gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['count'], { rowVersion: 2 })])
    gateway.changes.publish({ kind: 'target', gatewayId, targetId: 'NOTES00000' })
    expect(await count(alice)).toBe('s2:1')
  })
})

describe('F-42 a session that is lost', () => {
  test.each([404, 400, 403])('with %i: one new handshake, and the call goes out once more', async (refusal) => {
    counting = countingServer(refusal)
    upstream.state.handler = counting.handler
    const alice = await gateway.bearer()
    await count(alice)
    counting.lose()
    expect(await count(alice)).toBe('s2:1')
    expect(upstream.calls()).toHaveLength(3)
  })

  test('a server that loses every session is not asked for ever', async () => {
    const alice = await gateway.bearer()
    await count(alice)
    upstream.state.handler = (received, res, req) => {
      if (received.message.method === 'tools/call') counting.lose()
      return counting.handler(received, res, req)
    }
    expect(await count(alice)).toContain('nothing at the address')
    expect(upstream.calls()).toHaveLength(3)
  })

  test('a handshake that fails is told', async () => {
    upstream.state.handler = ({ message }, res) =>
      json(res, { jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'no' } })
    expect(await count(await gateway.bearer())).toContain('did not complete the MCP handshake')
  })

  test('I9 a handshake is short, in a stream as elsewhere', async () => {
    upstream.state.handler = ({ message }, res) => {
      const result = { protocolVersion: '2025-06-18', capabilities: { experimental: { x: 'x'.repeat(100_000) } } }
      const answer = JSON.stringify({ jsonrpc: '2.0', id: message.id, result })
      res.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${answer}\n\n`)
    }
    expect(await count(await gateway.bearer())).toContain('sent more than this gateway passes on')
  })
})
