import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import {
  createUpstream,
  event,
  json,
  resultOf,
  sessionServer,
  sse,
  type Handler,
} from '../../_support/dataplane/mcp-upstream.ts'
import { createUpstreamRig, recordingSink } from '../../_support/dataplane/upstream-rig.ts'

type Upstream = Awaited<ReturnType<typeof createUpstream>>
let upstream: Upstream
let rig: ReturnType<typeof createUpstreamRig>
let server: ReturnType<typeof sessionServer>
async function start(onCall: Handler, limits: Parameters<typeof createUpstreamRig>[1] = {}, onGet?: Handler) {
  server = sessionServer(onCall, onGet)
  upstream = await createUpstream(server.handler)
  rig = createUpstreamRig(upstream.endpoint, { lingerMs: 50, resumeLeastMs: 1, resumeMs: 1, ...limits })
}
afterEach(async () => {
  await rig.close()
  await upstream.close()
})
const answersGiven = () => upstream.received.filter(({ method, message }) => method === 'POST' && !message.method)
/** Handed over by the handler as soon as a call has arrived. */
function arrival() {
  let arrived: (res: ServerResponse) => void = () => undefined
  const call = new Promise<ServerResponse>((resolve) => (arrived = resolve))
  return { call, handler: ((_, res) => arrived(res)) satisfies Handler }
}

describe('messages of the server in the middle of a call', () => {
  test('reach the sink in order and as they were written; the answer comes last', async () => {
    const progress = '{ "jsonrpc":"2.0",  "method":"notifications/progress","params":{"progress":1.0,"x":"grüße"}}'
    const question = '{"method":"sampling/createMessage","id":"q","jsonrpc":"2.0","params":{"n":1e2}}'
    await start(({ message }, res) => {
      sse(res).write(`data: ${progress}\n\n`)
      res.write(`data: ${question}\n\n`)
      res.end(event(resultOf(message.id, 'done')))
    })
    const { sink, messages, seen } = recordingSink()
    expect(await rig.call(1, sink)).toMatchObject({ kind: 'answered' })
    expect(messages.map(({ kind, text }) => [kind, text])).toEqual([
      ['notification', progress],
      ['request', question],
    ])
    expect(seen).toEqual({ streams: 1, whole: JSON.stringify(resultOf(1, 'done')) })
  })

  test('an answer goes back into the session of the call; a ping never reaches the sink', async () => {
    const stream = arrival()
    await start(stream.handler)
    const { sink, messages } = recordingSink()
    const outcome = rig.call('c', sink)
    const res = await stream.call
    sse(res).write(
      event({ jsonrpc: '2.0', id: 0, method: 'ping' }) + event({ jsonrpc: '2.0', id: 7, method: 'roots/list' }),
    )
    await expect.poll(() => messages.length).toBe(1)
    await messages[0]?.back.send('{"jsonrpc":"2.0","id":7,"result":{"roots":[]}}')
    res.end(event(resultOf('c', 'x')))
    await outcome
    const answers = answersGiven().map(({ headers, message }) => [
      headers['mcp-session-id'],
      message.id,
      message.result,
    ])
    expect(answers).toEqual(
      expect.arrayContaining([
        ['s1', 0, {}],
        ['s1', 7, { roots: [] }],
      ]),
    )
  })

  test('HT-7 a sink that asks for a pause stops the server until it drains', async () => {
    const line = event({ jsonrpc: '2.0', method: 'notifications/message', params: { data: 'x'.repeat(4_000) } })
    let written = 0
    let stalled = false
    await start(({ message }, res) => {
      sse(res)
      const pour = () => {
        while (written < 4_000) {
          written++
          if (!res.write(line)) {
            stalled = true
            return void res.once('drain', pour)
          }
        }
        res.end(event(resultOf(message.id, 'done')))
      }
      pour()
    })
    let drained: (() => void) | undefined
    let open = false
    let heard = 0
    const { sink } = recordingSink({
      message: () => (heard++, open),
      onDrain: (listener) => void (drained = listener),
    })
    const outcome = rig.call(1, sink)
    let before = -1
    const stands = () => {
      const isSame = stalled && written === before
      before = written
      return isSame
    }
    await expect.poll(stands, { interval: 100, timeout: 20_000 }).toBe(true)
    expect(written).toBeLessThan(4_000)
    open = true
    drained?.()
    expect(await outcome).toMatchObject({ kind: 'answered' })
    expect(heard).toBe(4_000)
  })

  test('F-41 questions in endless number and a million small events end the call, named', async () => {
    const flood =
      (line: string): Handler =>
      (_, res) => {
        sse(res)
        const pour = () => {
          while (!res.destroyed && res.write(line.repeat(200)));
          if (!res.destroyed) res.once('drain', pour)
        }
        pour()
      }
    await start(flood(event({ jsonrpc: '2.0', id: 1, method: 'roots/list' })))
    const asked = recordingSink()
    expect(await rig.call(1, asked.sink)).toMatchObject({
      fault: 'too-large',
      words: expect.stringContaining('1000') as unknown,
    })
    expect(asked.messages).toHaveLength(1_000)
    server = sessionServer(flood('data:1\n\n'))
    upstream.state.handler = server.handler
    expect(await rig.call(2, recordingSink().sink)).toMatchObject({
      fault: 'too-large',
      words: expect.stringContaining('100000 events') as unknown,
    })
  })

  test('F-41 bytes that are no UTF-8, a second answer, answers to others and another session id change nothing', async () => {
    await start(({ message }, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'mcp-session-id': 'other' })
      res.write(Buffer.from([...Buffer.from('data: '), 0xff, 0xfe, 0x00, ...Buffer.from('\n\n')]))
      res.end(
        event(resultOf('x', 'not yours')) +
          event(resultOf(message.id, 'first')) +
          event(resultOf(message.id, 'second')),
      )
    })
    for (const id of [1, 2]) {
      const { sink, seen, messages } = recordingSink()
      expect(await rig.call(id, sink)).toMatchObject({ kind: 'answered' })
      expect([seen.whole, messages]).toEqual([JSON.stringify(resultOf(id, 'first')), []])
    }
    expect(upstream.calls().map(({ headers }) => headers['mcp-session-id'])).toEqual(['s1', 's1'])
  })

  test('F-41 an event over the cap of its target is told with the number of bytes', async () => {
    await start(({ message }, res) => void sse(res).end(event(resultOf(message.id, 'x'.repeat(5_000)))))
    const target = { ...rig.holder().target, maxResponseBytes: 4_096 }
    expect(await rig.call(1, recordingSink().sink, { target })).toMatchObject({
      fault: 'too-large',
      words: 'sent more than this gateway passes on: an event exceeded 4096 bytes',
    })
  })

  test('I9 the cap of a target holds for JSON with and without a Content-Length', async () => {
    await start(({ message }, res) => {
      const body = JSON.stringify(resultOf(message.id, 'x'.repeat(5_000)))
      if (message.id === 1) return json(res, resultOf(1, 'x'.repeat(5_000)))
      res.writeHead(200, { 'content-type': 'application/json' }).end(body)
    })
    const target = { ...rig.holder().target, maxResponseBytes: 4_096 }
    for (const id of [1, 2])
      expect(await rig.call(id, recordingSink().sink, { target })).toMatchObject({
        fault: 'too-large',
        words: expect.stringContaining('4096') as unknown,
      })
  })
})

describe('questions on the stream of the session', () => {
  const capabilities = { sampling: {} }
  const question = '{"jsonrpc":"2.0","id":9,"method":"sampling/createMessage"}'

  test('reach the call under way, by one stream for all calls; the answer goes into the session', async () => {
    const streams: ServerResponse[] = []
    await start(
      (_, res) => {
        calls.push(res)
        streams[0]?.write(`data: ${question}\n\n`)
      },
      {},
      (_, res) => {
        sse(res).flushHeaders()
        streams.push(res)
      },
    )
    const calls: ServerResponse[] = []
    for (const id of [1, 2]) {
      const { sink, messages } = recordingSink()
      const outcome = rig.call(id, sink, { capabilities })
      await expect.poll(() => messages.map(({ kind, text }) => [kind, text])).toEqual([['request', question]])
      await messages[0]?.back.send(`{"jsonrpc":"2.0","id":9,"result":{"n":${id}}}`)
      json(calls[id - 1] as ServerResponse, resultOf(id, 'x'))
      await outcome
    }
    expect(streams).toHaveLength(1)
    expect(answersGiven().map(({ headers, message }) => [headers['mcp-session-id'], message.result])).toEqual([
      ['s1', { n: 1 }],
      ['s1', { n: 2 }],
    ])
    rig.sessions.endAll('k1')
    await expect.poll(() => upstream.busy()).toBe(0)
  })

  test('are refused where no call is under way', async () => {
    const streams: ServerResponse[] = []
    await start(
      ({ message }, res) => json(res, resultOf(message.id, 'x')),
      {},
      (_, res) => void streams.push(sse(res)),
    )
    await rig.call(1, recordingSink().sink, { capabilities })
    streams[0]?.write(`data: ${question}\n\n`)
    await expect.poll(() => answersGiven().map(({ message }) => message.error)).toMatchObject([{ code: -32601 }])
  })

  test('a server without such a stream is asked for it once a session', async () => {
    await start(({ message }, res) => json(res, resultOf(message.id, 'x')))
    for (const id of [1, 2, 3]) await rig.call(id, recordingSink().sink, { capabilities })
    expect(upstream.received.filter(({ method }) => method === 'GET')).toHaveLength(1)
    expect(upstream.calls()).toHaveLength(3)
  })
})
