import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { callOf, createLiveGateway } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, event, resultOf, sessionServer, sse } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { servingTarget } from '../../_support/dataplane/rooms.ts'

const elicit = (id: unknown, params: object = { message: 'Who?', requestedSchema: { type: 'object' } }) => ({
  jsonrpc: '2.0',
  id,
  method: 'elicitation/create',
  params,
})
const asJson = { accept: 'application/json' }
const capabilities = { elicitation: { form: {} }, sampling: {}, roots: { listChanged: true } }

let gateway: Awaited<ReturnType<typeof createLiveGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
/** What the server asks in the middle of a call, before it answers what it was told. */
let questions: object[]
let afterwards: (answers: unknown[], write: (message: object) => void) => void

async function start(options: Parameters<typeof createLiveGateway>[1] = {}) {
  questions = [elicit(7)]
  afterwards = () => undefined
  const streams = new Map<string, { write(message: object): void; answers: unknown[]; call: unknown }>()
  const { handler } = sessionServer(({ message, headers }, res) => {
    sse(res)
    const write = (one: object) => void res.write(event(one))
    streams.set(String(headers['mcp-session-id']), { write, answers: [], call: message.id })
    for (const question of questions) write(question)
    if (questions.length === 0) res.end(event(resultOf(message.id, 'nothing asked')))
  })
  upstream = await createUpstream((received, res, req) => {
    const { message, headers } = received
    const open = streams.get(String(headers['mcp-session-id']))
    if (open && message.method === undefined && received.method === 'POST') {
      open.answers.push(message)
      afterwards(open.answers, open.write)
      if (open.answers.length === questions.length) open.write(resultOf(open.call, JSON.stringify(open.answers)))
    }
    return handler(received, res, req)
  })
  gateway = await createLiveGateway([servingTarget('notes', upstream.endpoint, ['read'])], options)
}
beforeEach(() => start())
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const answersIn = (answer: Record<string, unknown>) =>
  JSON.parse((answer['result'] as { content: { text: string }[] }).content[0]?.text ?? '') as Record<string, unknown>[]

test('a question as a task, which nobody declared, is put as an ordinary one, in either era of the client', async () => {
  questions = [elicit(7, { ...elicit(7).params, task: { ttl: 60_000 } })]
  const stream = await gateway.stream(callOf('notes___read'), await gateway.initialize({ ...capabilities, tasks: {} }))
  expect((await stream.method('elicitation/create'))['params']).toEqual(elicit(7).params)
  const { body, headers } = modernRequest('tools/call', { name: 'notes___read', arguments: {} }, capabilities)
  const parked = await gateway.post(body, { ...headers, ...asJson })
  expect(parked.body.result).toMatchObject({ inputRequests: { question1: { params: elicit(7).params } } })
  expect(JSON.stringify(parked.body.result)).not.toContain('ttl')
})

describe('a server’s question in the middle of a call', () => {
  test('rides the stream of the call under an id of ours; the answer reaches the server under its own', async () => {
    const session = await gateway.initialize(capabilities)
    const stream = await gateway.stream(callOf('notes___read'), session)
    const question = await stream.method('elicitation/create')
    expect(question['params']).toEqual(elicit(7).params)
    expect(question['id']).not.toBe(7)
    const given = { action: 'accept', content: { name: 'Ada' } }
    expect((await gateway.answer(question['id'], given, session)).status).toBe(202)
    expect(answersIn(await stream.answer('c1'))).toEqual([{ jsonrpc: '2.0', id: 7, result: given }])
  })

  test('is told what the client can do, as the client declared it', async () => {
    const session = await gateway.initialize({ ...capabilities, experimental: { secret: {} } })
    void gateway.stream(callOf('notes___read'), session)
    await expect.poll(() => upstream.calls().length).toBe(1)
    const hello = upstream.received.find(({ message }) => message.method === 'initialize')
    expect(hello?.message.params?.['capabilities']).toEqual(capabilities)
  })

  test('sampling and roots go the same way, several at once', async () => {
    questions = [
      { jsonrpc: '2.0', id: 'a', method: 'sampling/createMessage', params: { messages: [], maxTokens: 1 } },
      { jsonrpc: '2.0', id: 'b', method: 'roots/list' },
    ]
    const session = await gateway.initialize(capabilities)
    const stream = await gateway.stream(callOf('notes___read'), session)
    const sampling = await stream.method('sampling/createMessage')
    const roots = await stream.method('roots/list')
    await gateway.answer(roots['id'], { roots: [] }, session)
    const error = { code: -1, message: 'User rejected sampling request', data: { why: 1 } }
    await gateway.post({ jsonrpc: '2.0', id: sampling['id'], error }, session)
    expect(answersIn(await stream.answer('c1'))).toEqual([
      { jsonrpc: '2.0', id: 'b', result: { roots: [] } },
      { jsonrpc: '2.0', id: 'a', error },
    ])
  })

  test.each([
    ['elicitation by form', { sampling: {} }, elicit(7)],
    [
      'elicitation by URL',
      { elicitation: {} },
      elicit(7, { mode: 'url', url: 'https://x.example', message: 'm', elicitationId: 'e' }),
    ],
    ['elicitation by form, of a client that has URLs alone', { elicitation: { url: {} } }, elicit(7)],
    [
      'sampling with tools',
      { sampling: {} },
      { jsonrpc: '2.0', id: 7, method: 'sampling/createMessage', params: { tools: [] } },
    ],
    ['what nobody knows', capabilities, { jsonrpc: '2.0', id: 7, method: 'tasks/steal' }],
  ])('agentcore.md f.5 that the client did not declare is refused with -32601: %s', async (_, declared, question) => {
    questions = [question]
    const stream = await gateway.stream(callOf('notes___read'), await gateway.initialize(declared))
    expect(answersIn(await stream.answer('c1'))).toEqual([
      { jsonrpc: '2.0', id: 7, error: { code: -32601, message: expect.stringContaining('did not declare') } },
    ])
    expect(stream.heard.some(({ message }) => message?.['method'] !== undefined)).toBe(false)
  })

  test('where the client takes no stream, and has none open, the server hears that it cannot ask', async () => {
    const session = await gateway.initialize(capabilities)
    const { body } = await gateway.post(callOf('notes___read'), { ...session, ...asJson })
    expect(answersIn(body as never)).toMatchObject([{ id: 7, error: { code: -32603 } }])
  })

  test('… and where it has one open, the question goes there', async () => {
    const session = await gateway.initialize(capabilities)
    const news = await gateway.listen(session)
    const call = gateway.post(callOf('notes___read'), { ...session, ...asJson })
    const question = await news.method('elicitation/create')
    await gateway.answer(question['id'], { action: 'decline' }, session)
    expect(answersIn((await call).body as never)).toMatchObject([{ id: 7, result: { action: 'decline' } }])
  })

  test.each([{ streamingConfiguration: undefined }, { sessionConfiguration: undefined }])(
    'a gateway without %j declares nothing to servers, for there is no way back',
    async (change) => {
      await gateway.close()
      await upstream.close()
      await start({ change })
      questions = []
      await gateway.post(callOf('notes___read'), { ...(await gateway.initialize(capabilities)), ...asJson })
      const hello = upstream.received.find(({ message }) => message.method === 'initialize')
      expect(hello?.message.params?.['capabilities']).toEqual({})
    },
  )

  test('that the server takes back is taken back at the client, under the id that it knows', async () => {
    questions = [
      elicit(7),
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7, reason: 'late' } },
    ]
    const session = await gateway.initialize(capabilities)
    const stream = await gateway.stream(callOf('notes___read'), session)
    const { id } = await stream.method('elicitation/create')
    const { params } = await stream.method('notifications/cancelled')
    expect(params).toEqual({ requestId: id, reason: 'late' })
    expect((await gateway.answer(id, { action: 'accept' }, session)).status).toBe(400)
    stream.leave()
  })

  test('the client’s progress with it reaches the server', async () => {
    questions = [elicit(7, { message: 'Who?', requestedSchema: {}, _meta: { progressToken: 'tok' } })]
    const session = await gateway.initialize(capabilities)
    const stream = await gateway.stream(callOf('notes___read'), session)
    const question = await stream.method('elicitation/create')
    const params = { progressToken: 'tok', progress: 0.5 }
    await gateway.post({ jsonrpc: '2.0', method: 'notifications/progress', params }, session)
    await gateway.answer(question['id'], { action: 'cancel' }, session)
    await stream.answer('c1')
    const told = upstream.received.filter(({ message }) => message.method === 'notifications/progress')
    expect(told.map(({ message }) => message.params)).toEqual([params])
  })

  test('roots/list_changed is told to the servers of the session', async () => {
    questions = []
    const session = await gateway.initialize(capabilities)
    await gateway.post(callOf('notes___read'), { ...session, ...asJson })
    await gateway.post({ jsonrpc: '2.0', method: 'notifications/roots/list_changed' }, session)
    const told = () => upstream.received.filter(({ message }) => message.method === 'notifications/roots/list_changed')
    await expect.poll(() => told().length).toBe(1)
  })
})

describe('R17 the answer to a question', () => {
  test('that nobody waits for is refused: made up, given twice, or after the call', async () => {
    const session = await gateway.initialize(capabilities)
    const stream = await gateway.stream(callOf('notes___read'), session)
    const { id } = await stream.method('elicitation/create')
    const refused = await gateway.answer('ask-made-up', {}, session)
    expect(refused).toMatchObject({ status: 400, body: { error: { code: -32600 } } })
    expect((await gateway.answer(7, {}, session)).status).toBe(400)
    expect((await gateway.answer(id, { action: 'accept' }, session)).status).toBe(202)
    expect((await gateway.answer(id, { action: 'accept' }, session)).status).toBe(400)
    await stream.answer('c1')
  })

  test('comes from the session that was asked, and from no other, not even one of the same person', async () => {
    await gateway.close()
    await upstream.close()
    await start({ signIn: true })
    const alice = await gateway.bearer('alice')
    const session = { ...(await gateway.initialize(capabilities, alice)), ...alice }
    const second = { ...(await gateway.initialize(capabilities, alice)), ...alice }
    const mallory = await gateway.bearer('mallory')
    const other = { ...(await gateway.initialize(capabilities, mallory)), ...mallory }
    const stream = await gateway.stream(callOf('notes___read'), session)
    const { id } = await stream.method('elicitation/create')
    for (const headers of [second, other]) {
      const stolen = await gateway.answer(id, { action: 'accept', content: { name: 'Mallory' } }, headers)
      expect(stolen).toMatchObject({ status: 400, body: { error: { code: -32600 } } })
    }
    await gateway.answer(id, { action: 'decline' }, session)
    expect(answersIn(await stream.answer('c1'))).toMatchObject([{ result: { action: 'decline' } }])
  })

  test('I9 a server that asks without end is stopped, and its questions are gone', async () => {
    questions = Array.from({ length: 40 }, (_, index) => elicit(index))
    const session = await gateway.initialize(capabilities)
    const stream = await gateway.stream(callOf('notes___read'), session)
    const declined = () =>
      upstream.received.filter(({ message }) => (message.error as { code?: number } | undefined)?.code === -32603)
    await expect.poll(() => declined().length).toBe(8)
    expect(
      stream.heard.filter(({ message }) => message?.['method'] === 'elicitation/create').length,
    ).toBeLessThanOrEqual(32)
    stream.leave()
  })

  test('I9 those of one call leave room for another one’s', async () => {
    questions = Array.from({ length: 32 }, (_, index) => elicit(index))
    const session = await gateway.initialize(capabilities)
    const busy = await gateway.stream(callOf('notes___read', 'busy'), session)
    const asked = () => busy.heard.filter(({ message }) => message?.['method'] === 'elicitation/create')
    await expect.poll(() => asked().length).toBe(32)
    questions = [elicit('one more')]
    const stream = await gateway.stream(callOf('notes___read', 'c2'), session)
    const { id } = await stream.method('elicitation/create')
    await gateway.answer(id, { action: 'decline' }, session)
    expect(answersIn(await stream.answer('c2'))).toMatchObject([{ result: { action: 'decline' } }])
    busy.leave()
  })

  test('I9 under an id that waits for its answer already is not put again', async () => {
    questions = [elicit(7), elicit(7), elicit(8, { message: 'The last?' })]
    const session = await gateway.initialize(capabilities)
    const stream = await gateway.stream(callOf('notes___read'), session)
    const asked = () => stream.heard.filter(({ message }) => message?.['method'] === 'elicitation/create')
    await expect.poll(() => JSON.stringify(asked())).toContain('The last?')
    expect(asked()).toHaveLength(2)
    stream.leave()
  })
})
