import { once } from 'node:events'
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

const patient = { timeout: 30_000 }
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
const posted = (method: string) => upstream.received.filter(({ message }) => message.method === method)
/** Handed over by the handler as soon as a call has arrived. */
function arrival() {
  let arrived: (res: ServerResponse) => void = () => undefined
  const call = new Promise<ServerResponse>((resolve) => (arrived = resolve))
  return { call, handler: ((_, res) => arrived(res)) satisfies Handler }
}

describe('F-44 a call that is called off', () => {
  test('by a client that leaves: the exchange ends and the server is told by the id of the call', async () => {
    const arrived = arrival()
    await start(arrived.handler)
    const { sink, leave, listeners } = recordingSink()
    const outcome = rig.call('mine', sink)
    const res = await arrived.call
    const closed = once(res, 'close')
    leave()
    expect(await outcome).toEqual({ kind: 'cancelled' })
    await closed
    await expect.poll(() => posted('notifications/cancelled').length).toBe(1)
    const [told] = posted('notifications/cancelled')
    expect(told?.message.params).toMatchObject({ requestId: 'mine' })
    expect(told?.headers['mcp-session-id']).toBe('s1')
    expect(listeners.size).toBe(0)
  })

  test('by its link, in the middle of a stream', async () => {
    const arrived = arrival()
    await start(arrived.handler)
    const { sink } = recordingSink()
    const outcome = new Promise((resolve) => {
      void rig
        .call(5, sink, {}, { onLink: (link) => void arrived.call.then(() => link.abandon('no more')) })
        .then(resolve)
    })
    sse(await arrived.call).write(': x\n\n')
    expect(await outcome).toEqual({ kind: 'cancelled' })
    await expect
      .poll(() => posted('notifications/cancelled')[0]?.message.params)
      .toEqual({ requestId: 5, reason: 'no more' })
  })

  test('500 clients that vanish leave no connection, no listener and no id behind', async () => {
    await start(({ message }, res) => {
      if (Number(message.id) % 2) sse(res).write(': wait\n\n')
    })
    const sinks = Array.from({ length: 500 }, () => recordingSink())
    const outcomes = sinks.map(({ sink }, id) => rig.call(id, sink))
    await expect.poll(() => upstream.calls().length, patient).toBe(500)
    for (const { leave } of sinks) leave()
    expect(new Set((await Promise.all(outcomes)).map(({ kind }) => kind))).toEqual(new Set(['cancelled']))
    await expect.poll(() => posted('notifications/cancelled').length, patient).toBe(500)
    expect(sinks.every(({ listeners }) => listeners.size === 0)).toBe(true)
    expect(rig.sessions.find(rig.holder())?.inFlight?.size).toBe(0)
    await expect.poll(() => upstream.busy(), patient).toBe(0)
  })
})

describe('SEP-1699 a stream that ends before its answer', () => {
  const interrupted: Handler = (_, res) => void sse(res).end('id: e1\nretry: 5\ndata: \n\n')

  test('is taken up again after the event that came last, and the client is told', async () => {
    await start(interrupted, {}, ({ headers }, res) => {
      if (headers['last-event-id'] === 'e1') return void sse(res).end('id: e2\ndata: \n\n')
      sse(res).end(
        event({ jsonrpc: '2.0', method: 'notifications/progress' }) +
          event(resultOf(1, headers['last-event-id'] as string)),
      )
    })
    const { sink, waits, seen, messages } = recordingSink()
    expect(await rig.call(1, sink)).toMatchObject({ kind: 'answered' })
    expect(seen).toEqual({ streams: 1, whole: JSON.stringify(resultOf(1, 'e2')) })
    expect(waits).toEqual([5, 1])
    expect(messages).toHaveLength(1)
  })

  test.each<[string, Handler]>([
    ['does not take it up', (_, res) => void res.writeHead(405).end()],
    ['ends it again and again', interrupted],
  ])('I9 a server that %s fails the call, after a bound', async (_, onGet) => {
    await start(interrupted, {}, onGet)
    expect(await rig.call(1, recordingSink().sink)).toMatchObject({ kind: 'broken', fault: 'no-result' })
    expect(upstream.received.filter(({ method }) => method === 'GET').length).toBeLessThan(20)
  })

  test('I9 an id that is no header is not sent back', async () => {
    await start((_, res) => void sse(res).end(`id: ${'x'.repeat(5_000)}\ndata: \n\n`))
    expect(await rig.call(1, recordingSink().sink)).toMatchObject({ fault: 'no-result' })
  })

  test('a client that leaves meanwhile ends it', async () => {
    await start((_, res) => void sse(res).end('id: e1\nretry: 20000\ndata: \n\n'))
    const { sink, waits, leave } = recordingSink()
    const outcome = rig.call(1, sink)
    await expect.poll(() => waits.length).toBe(1)
    leave()
    expect(await outcome).toEqual({ kind: 'cancelled' })
  })
})

describe('F-40 silence', () => {
  test('a server that is quiet and lives is waited for', async () => {
    await start(
      ({ message }, res) => {
        if (message.method === 'ping') return json(res, { jsonrpc: '2.0', id: message.id, result: {} })
        const answer = () =>
          posted('ping').length >= 2 ? json(res, resultOf(message.id, 'late')) : setTimeout(answer, 20)
        answer()
      },
      { silenceMs: 60, probeMs: 2_000 },
    )
    const { sink, seen } = recordingSink()
    await rig.call(1, sink)
    expect(seen.whole).toContain('late')
  })

  test('while a person is asked, silence is no fault', async () => {
    const arrived = arrival()
    await start(arrived.handler, { silenceMs: 60, probeMs: 60, totalMs: 400 })
    const outcome = rig.call(1, recordingSink().sink, {}, { onLink: (link) => link.waitsForPerson(true) })
    expect(await outcome).toMatchObject({ fault: 'too-slow' })
    expect(posted('ping')).toHaveLength(0)
  })
})
