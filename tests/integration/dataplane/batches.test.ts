import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { callOf, createLiveGateway } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, json, resultOf, sessionServer } from '../../_support/dataplane/mcp-upstream.ts'
import { servingTarget } from '../../_support/dataplane/rooms.ts'

let gateway: Awaited<ReturnType<typeof createLiveGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
let oldest: Record<string, string>
beforeEach(async () => {
  upstream = await createUpstream(sessionServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))).handler)
  gateway = await createLiveGateway([servingTarget('notes', upstream.endpoint, ['read'])])
  oldest = await gateway.initialize({}, {}, '2025-03-26')
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const ping = (id: unknown) => ({ jsonrpc: '2.0', id, method: 'ping' })
const tell = { jsonrpc: '2.0', method: 'notifications/initialized' }

describe('JSON-RPC 2.0 §6 a batch of 2025-03-26', () => {
  test('is answered by one array: requests by their ids, a bad one by its error, notifications not at all', async () => {
    const { status, headers, body } = await gateway.post(
      [
        ping(1),
        tell,
        callOf('notes___read', 'c'),
        callOf('notes___gone', 'x'),
        { jsonrpc: '2.0', id: 2, method: 'nonsense' },
      ],
      oldest,
    )
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json')
    const byId = new Map((body as unknown as { id: unknown }[]).map((answer) => [answer.id, answer]))
    expect(byId.get(1)).toEqual({ jsonrpc: '2.0', id: 1, result: {} })
    expect(byId.get('c')).toEqual(resultOf('c', 'hello'))
    expect(byId.get('x')).toMatchObject({ error: { code: -32602 } })
    expect(byId.get(2)).toMatchObject({ error: { code: -32601 } })
    expect(byId.size).toBe(4)
  })

  test('lists come in it too', async () => {
    const { body } = await gateway.post([{ jsonrpc: '2.0', id: 1, method: 'tools/list' }], oldest)
    expect(body).toMatchObject([{ id: 1, result: { tools: [{ name: 'notes___read' }] } }])
  })

  test('that wants no answer gets none', async () => {
    const { status, body } = await gateway.post([tell, tell], oldest)
    expect([status, body]).toEqual([202, undefined])
  })

  test.each([
    ['empty', []],
    ['of more than 100', Array.from({ length: 101 }, (_, id) => ping(id))],
    ['with initialize in it', [{ jsonrpc: '2.0', id: 1, method: 'initialize', params: {} }]],
    ['with something in it that is no message', [ping(1), 'ping']],
    ['of batches', [[ping(1)]]],
  ])('%s is refused whole', async (_, batch) => {
    expect(await gateway.post(batch, oldest)).toMatchObject({ status: 400, body: { error: { code: -32600 } } })
    expect(upstream.calls()).toHaveLength(0)
  })

  test.each(['2025-06-18', '2025-11-25', '2026-07-28'])('does not exist in %s', async (version) => {
    const headers =
      version === '2026-07-28' ? { 'mcp-protocol-version': version } : await gateway.initialize({}, {}, version)
    const { status, body } = await gateway.post([ping(1)], headers)
    expect(status).toBe(400)
    expect(body.error?.code).toBe(-32600)
  })
})
