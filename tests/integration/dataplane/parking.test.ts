import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLiveGateway } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, event, resultOf, sessionServer, sse } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { servingTarget } from '../../_support/dataplane/rooms.ts'

interface Answer {
  id: unknown
  result?: {
    resultType: string
    inputRequests?: Record<string, unknown>
    requestState?: string
    content?: { text: string }[]
  }
  error?: { code: number; message: string }
}
const elicit = (id: unknown, message: string) => ({
  jsonrpc: '2.0',
  id,
  method: 'elicitation/create',
  params: { message, requestedSchema: { type: 'object' } },
})
const capabilities = { elicitation: { form: {} }, sampling: {} }

let gateway: Awaited<ReturnType<typeof createLiveGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
let write: (message: object) => void
/** What an older server does with the call, and with each answer that it gets to a question. */
let onCall: (id: unknown) => void
let onAnswer: (answer: { id: unknown; result?: unknown; error?: unknown }) => void

async function start(options: Parameters<typeof createLiveGateway>[1] = {}) {
  let call: unknown
  onCall = () => write(elicit(1, 'first'))
  onAnswer = (answer) => write(resultOf(call, JSON.stringify(answer.result ?? answer.error)))
  const { handler } = sessionServer(({ message }, res) => {
    sse(res)
    call = message.id
    write = (one) => void res.write(event(one))
    onCall(message.id)
  })
  upstream = await createUpstream((received, res, req) => {
    const { message } = received
    if (received.method === 'POST' && message.method === undefined) onAnswer(message as { id: unknown })
    return handler(received, res, req)
  })
  gateway = await createLiveGateway([servingTarget('notes', upstream.endpoint, ['read'])], options)
}
beforeEach(() => start())
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

async function ask(more: object = {}, id = 'm1', declared: object = capabilities, extra: Record<string, string> = {}) {
  const { body, headers } = modernRequest('tools/call', { name: 'notes___read', arguments: {}, ...more }, declared)
  const answer = await gateway.post({ ...body, id }, { ...headers, accept: 'application/json', ...extra })
  return { status: answer.status, body: answer.body as unknown as Answer }
}
const retryOf = ({ result }: Answer, answers: object) => ({
  requestState: result?.requestState,
  inputResponses: answers,
})
const keyOf = ({ result }: Answer) => Object.keys(result?.inputRequests ?? {})[0] ?? ''
const accept = { action: 'accept', content: { name: 'Ada' } }
const cancelled = () => upstream.received.filter(({ message }) => message.method === 'notifications/cancelled')

describe('a question of an older server to a client of 2026-07-28', () => {
  test('parks the call, and the retry brings the answer to the server that asked', async () => {
    const { body: asked } = await ask()
    expect(asked.result?.resultType).toBe('input_required')
    expect(Object.values(asked.result?.inputRequests ?? {})).toEqual([
      { method: 'elicitation/create', params: elicit(1, 'first').params },
    ])
    const { body } = await ask(retryOf(asked, { [keyOf(asked)]: accept }), 'm2')
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: 'm2',
      result: { content: [{ type: 'text', text: JSON.stringify(accept) }], resultType: 'complete' },
    })
    expect(upstream.calls()).toHaveLength(1)
    expect(gateway.calls.map(({ outcome }) => outcome)).toEqual(['answered'])
  })

  test('asked several at once is one question with several names; what was not answered is asked again', async () => {
    onCall = () => {
      write(elicit(1, 'first'))
      write(elicit(2, 'second'))
    }
    const answers: unknown[] = []
    onAnswer = (answer) => answers.push(answer) === 2 && write(resultOf('m1', JSON.stringify(answers)))
    const { body: asked } = await ask()
    const [first = '', second = ''] = Object.keys(asked.result?.inputRequests ?? {})
    const { body: again } = await ask(retryOf(asked, { [first]: accept, unknown: accept }), 'm2')
    expect(Object.keys(again.result?.inputRequests ?? {})).toEqual([second])
    const { body } = await ask(retryOf(again, { [second]: { action: 'decline' } }), 'm3')
    expect(JSON.parse(body.result?.content?.[0]?.text ?? '')).toEqual([
      { jsonrpc: '2.0', id: 1, result: accept },
      { jsonrpc: '2.0', id: 2, result: { action: 'decline' } },
    ])
  })

  test('asked one after the other takes several retries', async () => {
    onAnswer = ({ id }) => write(id === 1 ? elicit(2, 'second') : resultOf('m1', 'both'))
    const { body: asked } = await ask()
    const { body: again } = await ask(retryOf(asked, { [keyOf(asked)]: accept }), 'm2')
    expect(Object.values(again.result?.inputRequests ?? {})).toMatchObject([{ params: { message: 'second' } }])
    const { body } = await ask(retryOf(again, { [keyOf(again)]: accept }), 'm3')
    expect(body).toMatchObject({ id: 'm3', result: { content: [{ text: 'both' }] } })
  })

  test('an answer that comes while the client is away is kept for its retry', async () => {
    const { body: asked } = await ask()
    write(resultOf('m1', 'without you'))
    await expect.poll(() => gateway.calls.length).toBe(1)
    const { body } = await ask(retryOf(asked, {}), 'm2')
    expect(body).toMatchObject({ id: 'm2', result: { content: [{ text: 'without you' }] } })
    expect((await ask(retryOf(asked, {}), 'm3')).body.error?.code).toBe(-32602)
  })

  test('the progress is told under the token of the request that waits', async () => {
    const progress = (token: string) => ({
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: token, progress: 1 },
    })
    onAnswer = () => {
      write(progress('first'))
      write(resultOf('m1', 'done'))
    }
    const { body: asked } = await ask({ _meta: { progressToken: 'first' } })
    const { body, headers } = modernRequest(
      'tools/call',
      {
        name: 'notes___read',
        arguments: {},
        _meta: { progressToken: 'second' },
        ...retryOf(asked, { [keyOf(asked)]: accept }),
      },
      capabilities,
    )
    const stream = await gateway.stream({ ...body, id: 'm2' }, headers)
    await stream.ended
    expect(stream.heard.map(({ message }) => message)).toEqual([
      progress('second'),
      expect.objectContaining({ id: 'm2', result: expect.objectContaining({ resultType: 'complete' }) }),
    ])
  })

  test('that the client did not declare is refused with -32601, and the call goes on', async () => {
    const { body } = await ask({}, 'm1', { sampling: {} })
    expect(body.result?.content?.[0]?.text).toContain('-32601')
  })

  test('closing the retry calls the whole call off', async () => {
    onAnswer = () => undefined
    const { body: asked } = await ask()
    const { body, headers } = modernRequest(
      'tools/call',
      { name: 'notes___read', arguments: {}, ...retryOf(asked, { [keyOf(asked)]: accept }) },
      capabilities,
    )
    const leaving = new AbortController()
    const gone = gateway.send({ ...body, id: 'm2' }, headers, { signal: leaving.signal }).catch(() => 'gone')
    await expect.poll(() => upstream.received.filter(({ message }) => message.result !== undefined).length).toBe(1)
    leaving.abort()
    expect(await gone).toBe('gone')
    await expect.poll(() => cancelled().length).toBe(1)
    expect(cancelled()[0]?.message.params).toMatchObject({ requestId: 'm1' })
  })
})

describe('R17 a parked call', () => {
  test('is taken up by its own principal, for this very call, once answered never again', async () => {
    await gateway.close()
    await upstream.close()
    await start({ signIn: true })
    const alice = await gateway.bearer('alice')
    const mallory = await gateway.bearer('mallory')
    const { body: asked } = await ask({}, 'm1', capabilities, alice)
    const retry = retryOf(asked, { [keyOf(asked)]: accept })
    expect((await ask(retry, 'm2', capabilities, mallory)).body.error?.code).toBe(-32602)
    expect((await ask({ ...retry, arguments: { x: 1 } }, 'm2', capabilities, alice)).body.error?.code).toBe(-32602)
    expect(asked.result?.requestState).not.toContain('first')
    expect((await ask(retry, 'm2', capabilities, alice)).body.result?.resultType).toBe('complete')
    expect((await ask(retry, 'm3', capabilities, alice)).body.error?.message).toContain('is over')
  })

  test('whose client never comes back is called off at its bound', async () => {
    await gateway.close()
    await upstream.close()
    await start({ limits: { parking: { longestMs: 50, perPrincipal: 20, perAnonymous: 20, inAll: 20 } } })
    const { body: asked } = await ask()
    await expect.poll(() => cancelled().length).toBe(1)
    expect((await ask(retryOf(asked, {}), 'm2')).body.error?.code).toBe(-32602)
    expect(gateway.calls.map(({ outcome }) => outcome)).toEqual(['cancelled'])
  })

  test('beyond the bound of one caller the server hears which bound it is', async () => {
    await gateway.close()
    await upstream.close()
    await start({ limits: { parking: { longestMs: 60_000, perPrincipal: 1, perAnonymous: 1, inAll: 20 } } })
    await ask()
    const { body } = await ask({}, 'm2')
    expect(body.result?.content?.[0]?.text).toMatch(/-32603.*1 calls of one caller/)
  })

  test('of a process that is gone is over, in words', async () => {
    const { body: asked } = await ask()
    await gateway.close()
    await upstream.close()
    await start()
    const { body } = await ask(retryOf(asked, { [keyOf(asked)]: accept }), 'm2')
    expect(body.error?.code).toBe(-32602)
  })
})
