import { afterEach, describe, expect, test } from 'vitest'
import type { ServerResponse } from 'node:http'
import { callOf, createLiveGateway } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, event, resultOf, sessionServer, sse } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { servingTarget } from '../../_support/dataplane/rooms.ts'

const closing: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const progress = (n: number) => ({
  jsonrpc: '2.0',
  method: 'notifications/progress',
  params: { progressToken: 1, progress: n },
})

/** A server whose answers the test writes. */
async function start(options: Parameters<typeof createLiveGateway>[1] = {}) {
  const calls = new Map<unknown, ServerResponse>()
  const { handler } = sessionServer(({ message }, res) => {
    sse(res).flushHeaders()
    calls.set(message.id, res)
  })
  const upstream = await createUpstream(handler)
  closing.push(upstream.close)
  const gateway = await createLiveGateway([servingTarget('notes', upstream.endpoint, ['read'])], options)
  closing.push(gateway.close)
  const write = (id: unknown, ...messages: object[]) => void calls.get(id)?.write(messages.map(event).join(''))
  const underWay = (id: unknown) => expect.poll(() => calls.has(id)).toBe(true)
  const cancelled = () =>
    upstream.received
      .filter(({ message }) => message.method === 'notifications/cancelled')
      .map(({ message }) => message.params?.['requestId'])
  return { gateway, upstream, calls, write, underWay, cancelled }
}

const lastId = (stream: { heard: { id: string | undefined }[] }) => ({
  'last-event-id': stream.heard.findLast(({ id }) => id)?.id ?? '',
})

describe('a stream of a call that broke off', () => {
  test('is taken up with Last-Event-ID: what was missed, what follows, and nothing twice', async () => {
    const { gateway, write, underWay, cancelled } = await start()
    const session = await gateway.initialize()
    const first = await gateway.stream(callOf('notes___read'), session)
    await underWay('c1')
    write('c1', progress(1))
    await first.method('notifications/progress')
    first.leave()
    await first.ended
    write('c1', progress(2), progress(3))
    const second = await gateway.listen({ ...session, ...lastId(first) })
    expect(second.status).toBe(200)
    write('c1', progress(4), resultOf('c1', 'done'))
    await second.ended
    expect(second.heard.map(({ message }) => message)).toEqual([
      progress(2),
      progress(3),
      progress(4),
      resultOf('c1', 'done'),
    ])
    expect(cancelled()).toEqual([])
  })

  test('can still be asked for when the answer came meanwhile', async () => {
    const { gateway, write, underWay } = await start()
    const session = await gateway.initialize()
    const first = await gateway.stream(callOf('notes___read'), session)
    await underWay('c1')
    await first.until(() => true)
    first.leave()
    await first.ended
    write('c1', resultOf('c1', 'done'))
    await expect.poll(() => gateway.calls.length).toBe(1)
    const second = await gateway.listen({ ...session, ...lastId(first) })
    await second.ended
    expect(second.heard.map(({ message }) => message)).toEqual([resultOf('c1', 'done')])
  })

  test('and is not taken up in time calls its call off', async () => {
    const { gateway, underWay, cancelled } = await start({ limits: { comebackMs: 50 } })
    const session = await gateway.initialize()
    const first = await gateway.stream(callOf('notes___read'), session)
    await underWay('c1')
    await first.until(() => true)
    first.leave()
    await expect.poll(cancelled).toEqual(['c1'])
    expect((await gateway.listen({ ...session, ...lastId(first) })).status).toBe(400)
    expect(gateway.calls.map(({ outcome }) => outcome)).toEqual(['cancelled'])
  })

  test('of a client of 2026-07-28 is the end of the call', async () => {
    const { gateway, underWay, cancelled } = await start()
    const { body, headers } = modernRequest('tools/call', { name: 'notes___read', arguments: {} })
    const stream = await gateway.stream(body, headers)
    await underWay('m1')
    stream.leave()
    await expect.poll(cancelled).toEqual(['m1'])
  })

  test('SEP-1699 is passed on: a server that sends its client away sends ours away too, and both come back', async () => {
    const { gateway, calls, underWay, write } = await start({ limits: { resumeLeastMs: 1 } })
    const session = await gateway.initialize()
    const first = await gateway.stream(callOf('notes___read'), session)
    await underWay('c1')
    const server = calls.get('c1')
    calls.clear()
    server?.end('id: e1\nretry: 5\ndata: \n\n')
    await first.ended
    expect(first.heard.every(({ message }) => message === undefined)).toBe(true)
    const second = await gateway.listen({ ...session, ...lastId(first) })
    void write
    expect(second.status).toBe(200)
    second.leave()
  })
})

describe('R18 the id of an event opens', () => {
  test('nothing for another session: neither of another principal nor of the same', async () => {
    const { gateway, write, underWay } = await start({ signIn: true })
    const alice = await gateway.bearer('alice')
    const session = { ...(await gateway.initialize({}, alice)), ...alice }
    const second = { ...(await gateway.initialize({}, alice)), ...alice }
    const mallory = await gateway.bearer('mallory')
    const other = { ...(await gateway.initialize({}, mallory)), ...mallory }
    const first = await gateway.stream(callOf('notes___read'), session)
    await underWay('c1')
    write('c1', { ...progress(1), secret: true })
    await first.method('notifications/progress')
    for (const thief of [other, second]) {
      const stolen = await gateway.listen({ ...thief, ...lastId(first) })
      expect(stolen.status).toBe(400)
      expect(stolen.heard).toEqual([])
    }
    write('c1', resultOf('c1', 'done'))
    expect(await first.answer('c1')).toEqual(resultOf('c1', 'done'))
  })

  test('a new stream of news, where it is of one that is not there any more', async () => {
    const { gateway } = await start()
    const session = await gateway.initialize()
    const news = await gateway.listen({ ...session, 'last-event-id': 'news-AAAAAAAAAAAAAAAA.3' })
    expect(news.status).toBe(200)
    news.leave()
  })
})

describe('a call that its client calls off', () => {
  test('is called off at the server, under the id that it knows, and its stream ends without an answer', async () => {
    const { gateway, underWay, cancelled } = await start()
    const session = await gateway.initialize()
    const stream = await gateway.stream(callOf('notes___read'), session)
    await underWay('c1')
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'c1', reason: 'enough' } }
    expect((await gateway.post(cancel, session)).status).toBe(202)
    await stream.ended
    expect(stream.heard.every(({ message }) => message === undefined)).toBe(true)
    await expect.poll(cancelled).toEqual(['c1'])
    expect(gateway.calls.map(({ outcome }) => outcome)).toEqual(['cancelled'])
  })

  test('is not called off by another session', async () => {
    const { gateway, underWay, cancelled, write } = await start()
    const session = await gateway.initialize()
    const stream = await gateway.stream(callOf('notes___read'), session)
    await underWay('c1')
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'c1' } }
    await gateway.post(cancel, await gateway.initialize())
    write('c1', resultOf('c1', 'done'))
    expect(await stream.answer('c1')).toEqual(resultOf('c1', 'done'))
    expect(cancelled()).toEqual([])
  })

  test('a client that leaves a plain JSON answer calls it off, too', async () => {
    const { gateway, underWay, cancelled } = await start()
    const session = await gateway.initialize()
    const leaving = new AbortController()
    const gone = gateway
      .send(callOf('notes___read'), { ...session, accept: 'application/json' }, { signal: leaving.signal })
      .catch(() => 'gone')
    await underWay('c1')
    leaving.abort()
    await gone
    await expect.poll(cancelled).toEqual(['c1'])
  })
})

describe('F-51 a process that stops', () => {
  test('ends calls that take too long with a word to both sides', async () => {
    const { gateway, underWay, cancelled } = await start({ limits: { drainMs: 10 } })
    const session = await gateway.initialize()
    const stream = await gateway.stream(callOf('notes___read'), session)
    await underWay('c1')
    gateway.dataplane.drain()
    expect(await stream.answer('c1')).toMatchObject({ result: { isError: true } })
    await stream.ended
    await expect.poll(cancelled).toEqual(['c1'])
  })
})
