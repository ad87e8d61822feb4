import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestGateway, gatewayId, type Answer } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
beforeEach(async () => {
  gateway = await createTestGateway()
  upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId))
  gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['read', 'write'])])
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const request = (method: string, params?: unknown, id: unknown = 1) => ({ jsonrpc: '2.0', id, method, params })
const answerOf = async (response: Response) => ({ status: response.status, body: (await response.json()) as Answer })

describe('methods', () => {
  test('initialize agrees on each revision that the gateway offers, and on its newest for any other', async () => {
    for (const [asked, agreed] of [
      ['2025-03-26', '2025-03-26'],
      ['2025-06-18', '2025-06-18'],
      ['2025-11-25', '2025-11-25'],
      ['2030-01-01', '2025-11-25'],
    ]) {
      const response = await gateway.send(request('initialize', { protocolVersion: asked, capabilities: {} }))
      expect(response.headers.get('mcp-session-id')).toMatch(/^[\x21-\x7e]+$/)
      const { body } = await answerOf(response)
      expect(body.result).toMatchObject({
        protocolVersion: agreed,
        capabilities: { tools: {} },
        serverInfo: { name: 'team' },
      })
    }
  })

  test('serverInfo has only what its revision knows', async () => {
    const info = async (protocolVersion: string) =>
      (await answerOf(await gateway.send(request('initialize', { protocolVersion })))).body.result?.serverInfo
    expect(Object.keys((await info('2025-03-26')) as object)).toEqual(['name', 'version'])
    expect(Object.keys((await info('2025-06-18')) as object)).toContain('title')
  })

  test('instructions are the ones of the gateway', async () => {
    const protocolConfiguration = { mcp: { instructions: 'Be brief.' } }
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, { protocolConfiguration }))
    const { body } = await answerOf(await gateway.send(request('initialize', { protocolVersion: '2025-11-25' })))
    expect(body.result?.instructions).toBe('Be brief.')
  })

  test('ping, notifications and methods that are not there', async () => {
    expect((await answerOf(await gateway.send(request('ping')))).body).toEqual({ jsonrpc: '2.0', id: 1, result: {} })
    expect((await gateway.send({ jsonrpc: '2.0', method: 'notifications/initialized' })).status).toBe(202)
    const unasked = await answerOf(await gateway.send({ jsonrpc: '2.0', id: 4, result: {} }))
    expect(unasked).toMatchObject({ status: 400, body: { error: { code: -32600 } } })
    const unknown = await answerOf(await gateway.send(request('tasks/list')))
    expect(unknown).toMatchObject({ status: 200, body: { id: 1, error: { code: -32601 } } })
  })

  test('tools/list names the target first, keeps the definition, and asks no server', async () => {
    const { body } = await answerOf(await gateway.send(request('tools/list', {}, 'list "1"')))
    expect(body.id).toBe('list "1"')
    expect(body.result?.tools).toEqual([
      { name: 'notes___read', description: 'Does read.', inputSchema: { type: 'object' } },
      { name: 'notes___write', description: 'Does write.', inputSchema: { type: 'object' } },
    ])
    expect(upstream.received).toHaveLength(0)
  })

  test('tools/call reaches the tool under its own name, with arguments and _meta', async () => {
    const params = { arguments: { a: [1, 'é'] }, _meta: { progressToken: 7 } }
    const { body } = await gateway.call('notes___read', {}, params)
    expect(body).toEqual(resultOf('c1', 'hello'))
    expect(upstream.calls()[0]?.message.params).toEqual({ name: 'read', ...params })
    expect(upstream.calls()[0]?.headers['mcp-protocol-version']).toBe('2025-06-18')
  })

  test('an unknown tool is named', async () => {
    const { status, body } = await gateway.call('notes___gone')
    expect(status).toBe(200)
    expect(body.error).toMatchObject({ code: -32602, message: expect.stringContaining('notes___gone') })
  })
})

describe('HTTP', () => {
  test('only POST; GET and DELETE get 405 with Allow', async () => {
    for (const method of ['GET', 'DELETE', 'PUT']) {
      const response = await fetch(gateway.url, { method })
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toBe('POST')
    }
  })

  test('every answer has a request id, refusals too', async () => {
    for (const response of [await gateway.send(request('ping')), await fetch(gateway.url), await gateway.send('{')])
      expect(response.headers.get('x-amzn-requestid')).toBeTruthy()
  })

  test('RS-8 foreign origins are refused, loopback and our own are not', async () => {
    const status = async (origin: string) => (await gateway.send(request('ping'), { origin })).status
    expect(await status('https://evil.example')).toBe(403)
    expect(await status('null')).toBe(403)
    expect(await status('http://localhost.evil.example')).toBe(403)
    expect(await status(gateway.publicOrigin)).toBe(200)
    expect(await status('http://localhost:6274')).toBe(200)
  })

  test('RS-9 a token in the address is refused', async () => {
    const response = await gateway.send(request('ping'), {}, {}, `${gateway.url}?access_token=abc`)
    expect(response.status).toBe(400)
  })

  test('HT-1 a body over 4 MB is refused, declared or not', async () => {
    const body = JSON.stringify(request('ping', { text: 'x'.repeat(4_000_000) }))
    expect((await gateway.send(body)).status).toBe(413)
    const stream = new Blob([body]).stream()
    expect((await gateway.send('', {}, { body: stream, duplex: 'half' } as RequestInit)).status).toBe(413)
    expect((await gateway.send(request('ping'))).status).toBe(200)
  })

  test('HT-2 HT-4 messages that are none', async () => {
    const codeOf = async (body: unknown) => {
      const answer = await answerOf(await gateway.send(body))
      return [answer.status, answer.body.error?.code]
    }
    expect(await codeOf('{')).toEqual([400, -32700])
    expect(await codeOf('')).toEqual([400, -32700])
    expect(await codeOf('{"jsonrpc":"2.0","id":1,"method":"ping","__proto__":{"x":1}}')).toEqual([400, -32700])
    expect(await codeOf([])).toEqual([400, -32600])
    expect(await codeOf({ id: 1, method: 'ping' })).toEqual([400, -32600])
    expect(await codeOf(request('ping', {}, null))).toEqual([400, -32600])
    expect(await codeOf(request('ping', {}, 'x'.repeat(257)))).toEqual([400, -32600])
    expect(await codeOf(request('ping', []))).toEqual([400, -32600])
    expect(
      await codeOf(`{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(70)}${']'.repeat(70)}}}`),
    ).toEqual([400, -32600])
  })

  test('I9 a name that is no text, and cannot be made one, is left aside', async () => {
    const clientInfo = { name: { toString: 1, valueOf: 1 }, version: '1' }
    const hello = request('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo })
    expect((await answerOf(await gateway.send(hello))).body).toMatchObject({
      result: { protocolVersion: '2025-11-25' },
    })
  })

  test('HT-15 other content types and encodings are refused', async () => {
    expect((await gateway.send(request('ping'), { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await gateway.send(request('ping'), { 'content-encoding': 'gzip' })).status).toBe(415)
    expect((await gateway.send(request('ping'), { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(
      200,
    )
  })

  test('a revision that nobody speaks, or that this gateway lacks, is 400', async () => {
    const status = async (version: string) =>
      (await gateway.send(request('ping'), { 'mcp-protocol-version': version })).status
    expect(await status('2030-01-01')).toBe(400)
    expect(await status('2025-03-26')).toBe(200)
    const protocolConfiguration = { mcp: { supportedVersions: ['2025-11-25' as const] } }
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, { protocolConfiguration }))
    gateway.changes.publish({ kind: 'gateway', gatewayId })
    expect(await status('2025-03-26')).toBe(400)
    expect(await status('2025-11-25')).toBe(200)
  })

  test('an absent, a malformed and a deleted gateway look alike', async () => {
    const at = (id: string) => `${gateway.publicOrigin}/gateways/${id}/mcp`
    const absent = await answerOf(await gateway.send(request('ping'), {}, {}, at('gone-abcdefghij')))
    const malformed = await answerOf(await gateway.send(request('ping'), {}, {}, at('..')))
    expect(absent.status).toBe(404)
    expect(malformed).toEqual(absent)
    gateway.rooms.records.delete(gatewayId)
    gateway.changes.publish({ kind: 'gateway', gatewayId })
    expect(await answerOf(await gateway.send(request('ping')))).toEqual(absent)
  })
})

describe('what the data plane remembers of a gateway', () => {
  test('warm calls read nothing', async () => {
    await gateway.call('notes___read')
    const before = gateway.rooms.reads.count
    for (let index = 0; index < 5; index++) await gateway.call('notes___read')
    await gateway.send(request('tools/list'))
    expect(gateway.rooms.reads.count).toBe(before)
  })

  test('a change that the bus missed is seen within ten seconds, without anybody waiting before', async () => {
    const tools = async () =>
      ((await answerOf(await gateway.send(request('tools/list')))).body.result?.tools as []).length
    expect(await tools()).toBe(2)
    gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['read'])])
    gateway.clock.at += 4_999
    expect(await tools()).toBe(2)
    gateway.clock.at += 5_001
    expect(await tools()).toBe(1)
  })

  test('a gateway that was deleted elsewhere is gone, however quiet it was', async () => {
    await gateway.send(request('ping'))
    gateway.rooms.records.delete(gatewayId)
    gateway.clock.at += 3_600_000
    expect((await gateway.send(request('ping'))).status).toBe(404)
  })
})
