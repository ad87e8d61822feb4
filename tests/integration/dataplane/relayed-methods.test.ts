import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from '../../_support/dataplane/gateway.ts'
import { ableServer, createLiveGateway } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, json, plainServer, type Handler } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { servingTarget } from '../../_support/dataplane/rooms.ts'

let gateway: Awaited<ReturnType<typeof createLiveGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
const oauth = { providerName: 'p', scopes: ['read'], defaultReturnUrl: 'https://gw.example/return' }

async function start(
  handler: Handler,
  { signIn = false, era = 'legacy' }: { signIn?: boolean; era?: 'legacy' | 'modern' } = {},
) {
  const modern: Handler = (received, res, req) => {
    const { id, method } = received.message
    if (received.headers['mcp-protocol-version'] !== '2026-07-28')
      return json(res, { jsonrpc: '2.0', id, error: { code: -32022, message: 'no', data: {} } }, {}, 400)
    if (method !== 'server/discover') return handler(received, res, req)
    const result = { resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: {} }
    return json(res, { jsonrpc: '2.0', id, result })
  }
  upstream = await createUpstream(era === 'modern' ? modern : plainServer(handler))
  gateway = await createLiveGateway(
    [
      {
        ...servingTarget('notes', upstream.endpoint, ['read'], { server: ableServer, ...(signIn && { oauth }) }),
        prompts: [{ name: 'greet', json: '{"name":"greet"}' }],
        resources: [{ uri: 'test://a', json: '{"uri":"test://a","name":"a"}' }],
        templates: [{ uriTemplate: 'test://{id}/data', json: '{"uriTemplate":"test://{id}/data","name":"t"}' }],
      },
    ],
    { signIn, change: { sessionConfiguration: undefined } },
  )
}
const echo: Handler = ({ message }, res) =>
  json(res, { jsonrpc: '2.0', id: message.id, result: { method: message.method, params: message.params } })
beforeEach(() => start(echo))
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const legacy = async (method: string, params: object, headers: Record<string, string> = {}) =>
  (await gateway.post({ jsonrpc: '2.0', id: 'q', method, params }, headers)).body
const modern = async (method: string, params: Record<string, unknown>, capabilities: object = {}, extra = {}) => {
  const { body, headers } = modernRequest(method, params, capabilities)
  const name = { ...(typeof params['uri'] === 'string' && { 'mcp-name': params['uri'] }) }
  const answer = await gateway.post(body, { ...headers, ...name, ...extra })
  return { status: answer.status, body: answer.body }
}
const restart = async (...options: Parameters<typeof start>) => {
  await gateway.close()
  await upstream.close()
  await start(...options)
}

describe('what a request is about reaches the server that has it, under its own name', () => {
  test.each([
    ['prompts/get', { name: 'notes___greet', arguments: { a: '1' } }, { name: 'greet', arguments: { a: '1' } }],
    ['resources/read', { uri: 'test://a' }, { uri: 'test://a' }],
    ['resources/read', { uri: 'test://7/data' }, { uri: 'test://7/data' }],
    [
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'notes___greet' }, argument: { name: 'a', value: 'x' } },
      { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'a', value: 'x' } },
    ],
    [
      'completion/complete',
      {
        ref: { type: 'ref/resource', uri: 'test://{id}/data' },
        argument: { name: 'id', value: '' },
        context: { arguments: { x: 'y' } },
      },
      {
        ref: { type: 'ref/resource', uri: 'test://{id}/data' },
        argument: { name: 'id', value: '' },
        context: { arguments: { x: 'y' } },
      },
    ],
  ])('%s %j', async (method, params, sent) => {
    const meta = { _meta: { progressToken: 1, 'x.example/y': { z: [] } } }
    expect((await legacy(method, { ...params, ...meta })).result).toEqual({ method, params: { ...sent, ...meta } })
  })

  test('to a server of 2026-07-28 with the headers that say it again', async () => {
    await restart(echo, { era: 'modern' })
    await legacy('resources/read', { uri: 'test://a' })
    expect(upstream.received.at(-1)?.headers).toMatchObject({ 'mcp-method': 'resources/read', 'mcp-name': 'test://a' })
    await legacy('prompts/get', { name: 'notes___greet' })
    expect(upstream.received.at(-1)?.headers).toMatchObject({ 'mcp-method': 'prompts/get', 'mcp-name': 'greet' })
  })

  test.each([
    ['prompts/get', { name: 'gone' }],
    ['prompts/get', {}],
    ['resources/read', {}],
    ['completion/complete', { ref: { type: 'ref/tool', name: 'x' }, argument: {} }],
    ['completion/complete', { ref: { type: 'ref/prompt', name: 'notes___greet' } }],
  ])('%s %j is refused with -32602, and no server hears of it', async (method, params) => {
    expect((await legacy(method, params)).error?.code).toBe(-32602)
    expect(upstream.received).toHaveLength(0)
  })

  test('every one of them is recorded, but those that do nothing', async () => {
    await legacy('prompts/get', { name: 'notes___greet' })
    await legacy('resources/read', { uri: 'test://a' })
    await legacy('completion/complete', { ref: { type: 'ref/prompt', name: 'notes___greet' }, argument: {} })
    expect(gateway.calls.map(({ method, name, outcome }) => [method, name, outcome])).toEqual([
      ['prompts/get', 'notes___greet', 'answered'],
      ['resources/read', 'test://a', 'answered'],
    ])
  })
})

describe('tasks, which the gateway does not declare in either era', () => {
  const call = { name: 'notes___read', arguments: { a: 1 } }
  const task = { ttl: 60_000, pollInterval: 1 }
  const extension = { extensions: { 'io.modelcontextprotocol/tasks': {} } }

  test('R17 a call as a task is an ordinary one: the wish reaches no server, and neither does the capability', async () => {
    const sent = { method: 'tools/call', params: { name: 'read', arguments: { a: 1 } } }
    expect((await legacy('tools/call', { ...call, task })).result).toEqual(sent)
    await restart(echo, { era: 'modern' })
    expect((await modern('tools/call', { ...call, task }, extension)).body.result).toMatchObject({
      params: { name: 'read', arguments: { a: 1 } },
    })
    const seen = upstream.received.map(({ message }) => JSON.stringify(message)).join()
    expect(seen).not.toMatch(/"task"|"ttl"|io\.modelcontextprotocol\/tasks/)
  })

  test('no introduction names them', async () => {
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: { tasks: { list: {} } },
      clientInfo: { name: 'c', version: '1' },
    }
    const introduced = [await legacy('initialize', params), (await modern('server/discover', {}, extension)).body]
    for (const { result } of introduced) expect(JSON.stringify(result)).not.toContain('tasks')
  })

  test.each(['tasks/get', 'tasks/result', 'tasks/list', 'tasks/cancel', 'tasks/update'])(
    '%s is an unknown method, and no server hears of it',
    async (method) => {
      const params = { taskId: '786512e2-9e0d-44bd-8f29-789f320fe840' }
      expect((await legacy(method, params)).error?.code).toBe(-32601)
      expect(await modern(method, params, extension)).toMatchObject({ status: 404, body: { error: { code: -32601 } } })
      expect(upstream.received).toHaveLength(0)
    },
  )
})

describe('a resource that is not there', () => {
  const absent =
    (code: number): Handler =>
    ({ message }, res) =>
      json(res, { jsonrpc: '2.0', id: message.id, error: { code, message: 'gone', data: { uri: 'test://a', x: 1 } } })

  test.each([
    ['legacy', -32002],
    ['modern', -32602],
  ] as const)('is said in the client’s way, whichever the server’s is: %s server', async (era, code) => {
    await restart(absent(code), { era })
    const data = { uri: 'test://a', x: 1 }
    expect((await legacy('resources/read', { uri: 'test://a' })).error).toEqual({ code: -32002, message: 'gone', data })
    expect((await modern('resources/read', { uri: 'test://a' })).body.error).toEqual({
      code: -32602,
      message: 'gone',
      data,
    })
  })

  test('other errors of these codes are not touched', async () => {
    await restart(({ message }, res) =>
      json(res, { jsonrpc: '2.0', id: message.id, error: { code: -32002, message: 'own', data: 7 } }),
    )
    const call = await legacy('tools/call', { name: 'notes___read' })
    expect(call.error).toEqual({ code: -32002, message: 'own', data: 7 })
  })
})

test('a result of an older server says to newer clients that it is whole, and not to be kept', async () => {
  const { body } = await modern('resources/read', { uri: 'test://a' })
  expect(body.result).toMatchObject({ resultType: 'complete', ttlMs: 0, cacheScope: 'private' })
  const prompt = await modern('prompts/get', { name: 'notes___greet' })
  expect(prompt.body.result).not.toHaveProperty('ttlMs')
})

test('a method that a server does not know: 404 for newer clients, 200 for older ones', async () => {
  await restart(({ message }, res) =>
    json(res, { jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'Method not found' } }),
  )
  const params = { ref: { type: 'ref/prompt', name: 'notes___greet' }, argument: { name: 'a', value: '' } }
  expect(await modern('completion/complete', params)).toMatchObject({ status: 404, body: { error: { code: -32601 } } })
  expect((await legacy('completion/complete', params)).error?.code).toBe(-32601)
})

describe('consent for what is no tool', () => {
  const get = { name: 'notes___greet' }
  const texts = ({ error }: Answer) => error?.message ?? ''

  beforeEach(() => restart(echo, { signIn: true }))

  test('is asked for by -32042 where the client said nothing, or opens links', async () => {
    const alice = await gateway.bearer()
    for (const headers of [alice, { ...alice, ...(await gateway.initialize({ elicitation: { url: {} } }, alice)) }])
      expect((await legacy('prompts/get', get, headers)).error).toMatchObject({
        code: -32042,
        data: { elicitations: [{ mode: 'url' }] },
      })
    expect(gateway.calls.map(({ outcome }) => outcome)).toEqual(['consent', 'consent'])
  })

  test('stands in the message of an error where the client cannot be asked, for that is what it shows', async () => {
    const alice = await gateway.bearer()
    const session = await gateway.initialize({ elicitation: {} }, alice)
    for (const [method, params] of [
      ['prompts/get', get],
      ['resources/read', { uri: 'test://a' }],
    ] as const) {
      const body = await legacy(method, params, { ...alice, ...session })
      expect(body.error?.code).toBe(-32603)
      expect(texts(body)).toContain('/api/identities/oauth2/authorize?request_uri=')
    }
  })

  test('is a question of 2026-07-28 where one may be asked, and words where none may', async () => {
    const alice = await gateway.bearer()
    const url = { elicitation: { url: {} } }
    expect((await modern('prompts/get', get, url, alice)).body.result).toMatchObject({ resultType: 'input_required' })
    const params = { ref: { type: 'ref/prompt', ...get }, argument: { name: 'a', value: '' } }
    const { body } = await modern('completion/complete', params, url, alice)
    expect(body.error?.code).toBe(-32603)
    expect(texts(body)).toContain('/api/identities/oauth2/authorize?request_uri=')
  })

  test('given, lets the request through with the person’s own token', async () => {
    gateway.people.connect(gateway.issuer.name, 'alice', 'token-of-alice')
    expect((await legacy('prompts/get', get, await gateway.bearer())).result).toBeDefined()
    expect(upstream.received.at(-1)?.headers.authorization).toBe('Bearer token-of-alice')
  })
})

test('failures of a server are told by an error where there is no isError', async () => {
  await restart((_, res) => void res.writeHead(503).end())
  const { error } = await legacy('resources/read', { uri: 'test://a' })
  expect(error).toMatchObject({ code: -32603, message: expect.stringContaining('target notes') })
  expect(gateway.calls.map(({ outcome }) => outcome)).toEqual(['refused'])
})
