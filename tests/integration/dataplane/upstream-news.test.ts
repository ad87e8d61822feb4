import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import type { UpstreamLink } from '../../../lib/dataplane/upstream/answer-sink.ts'
import type { NewsFilter } from '../../../lib/dataplane/wire/index.ts'
import { createUpstream, event, json, sessionServer, sse, type Handler } from '../../_support/dataplane/mcp-upstream.ts'
import { createUpstreamRig } from '../../_support/dataplane/upstream-rig.ts'

let upstream: Awaited<ReturnType<typeof createUpstream>>
let rig: ReturnType<typeof createUpstreamRig>
async function start(handler: Handler) {
  upstream = await createUpstream(handler)
  rig = createUpstreamRig(upstream.endpoint, { resumeMs: 5 })
}
afterEach(async () => {
  await rig.close()
  await upstream.close()
})

function listen(filter: NewsFilter = {}, changes: Parameters<typeof rig.holder>[0] = {}) {
  const heard: [string, string][] = []
  const state = { ended: 0, back: undefined as UpstreamLink | undefined }
  const listener = rig.news.listen({
    holder: rig.holder(changes),
    ...rig.where,
    filter,
    onMessage(kind, text, back) {
      heard.push([kind, text])
      state.back = back
    },
    onEnd: () => void state.ended++,
  })
  return { ...listener, heard, state }
}
const gets = () => upstream.received.filter(({ method }) => method === 'GET')
const posted = (method: string) => upstream.received.filter(({ message }) => message.method === method)
const changed = (kind: string) => ({ jsonrpc: '2.0', method: `notifications/${kind}/list_changed` })
const noCalls: Handler = ({ message }, res) => json(res, { jsonrpc: '2.0', id: message.id, result: {} })

describe('news of a server of the older era', () => {
  test('come by GET in the session of the holder, as they were written; a ping is answered', async () => {
    await start(
      sessionServer(noCalls, (_, res) => {
        sse(res).write('data: {"method":"notifications/tools/list_changed" , "jsonrpc":"2.0"}\n\n')
        res.write(
          event({ jsonrpc: '2.0', id: 3, method: 'ping' }) + event({ jsonrpc: '2.0', id: 4, method: 'roots/list' }),
        )
      }).handler,
    )
    const { heard, state, close } = listen()
    await expect.poll(() => heard.length).toBe(2)
    expect(heard).toEqual([
      ['notification', '{"method":"notifications/tools/list_changed" , "jsonrpc":"2.0"}'],
      ['request', '{"jsonrpc":"2.0","id":4,"method":"roots/list"}'],
    ])
    await state.back?.send('{"jsonrpc":"2.0","id":4,"result":{"roots":[]}}')
    const answers = upstream.received.filter(({ method, message }) => method === 'POST' && !message.method)
    expect(answers.map(({ headers, message }) => [headers['mcp-session-id'], message.id])).toEqual(
      expect.arrayContaining([
        ['s1', 3],
        ['s1', 4],
      ]),
    )
    close()
    await expect.poll(() => upstream.busy()).toBe(0)
    expect(state.ended).toBe(0)
  })

  test('a server without such a stream is not asked again, and told quietly', async () => {
    await start(sessionServer(noCalls).handler)
    const { state } = listen()
    await expect.poll(() => state.ended).toBe(1)
    expect(gets()).toHaveLength(1)
  })

  test('a stream that ends is opened again after the event that came last', async () => {
    const open: ServerResponse[] = []
    await start(sessionServer(noCalls, (_, res) => void open.push(sse(res))).handler)
    const { heard, close } = listen()
    await expect.poll(() => open.length).toBe(1)
    open[0]?.end(`id: n1\n${event(changed('tools'))}`)
    await expect.poll(() => open.length, { timeout: 5_000 }).toBe(2)
    open[1]?.write(event(changed('prompts')))
    await expect.poll(() => heard.length).toBe(2)
    expect(gets().map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'n1'])
    close()
  })

  test('F-42 a session that is lost is opened anew, without the old event', async () => {
    const open: ServerResponse[] = []
    const server = sessionServer(noCalls, (_, res) => void open.push(sse(res)))
    await start(server.handler)
    const { close } = listen()
    await expect.poll(() => open.length).toBe(1)
    server.open.clear()
    open[0]?.end('id: n1\ndata: \n\n')
    await expect.poll(() => open.length, { timeout: 5_000 }).toBe(2)
    const last = gets().at(-1)
    expect([last?.headers['mcp-session-id'], last?.headers['last-event-id']]).toEqual(['s2', undefined])
    close()
  })

  test('I9 a server that ends every stream at once is given up', async () => {
    await start(sessionServer(noCalls, (_, res) => void sse(res).end()).handler)
    const { state } = listen()
    await expect.poll(() => state.ended, { timeout: 20_000 }).toBe(1)
    expect(gets().length).toBeLessThan(12)
  })

  test('I9 a flood is read no faster than it may come', async () => {
    const line = event(changed('tools'))
    let full = false
    await start(
      sessionServer(noCalls, (_, res) => {
        sse(res)
        const pour = () => {
          while (!res.destroyed && res.write(line.repeat(50)));
          full = true
          if (!res.destroyed) res.once('drain', pour)
        }
        pour()
      }).handler,
    )
    const { heard, close } = listen()
    await expect.poll(() => full).toBe(true)
    await expect.poll(() => heard.length).toBeGreaterThan(500)
    expect(heard.length).toBeLessThan(50_000)
    close()
  })

  test('what it is to watch is told to it, and taken back', async () => {
    await start(sessionServer(noCalls, (_, res) => void sse(res).flushHeaders()).handler)
    const { update, close } = listen({ resourceSubscriptions: ['a:1', 'a:2'] })
    const asked = (method: string) => posted(method).map(({ message }) => message.params?.uri)
    await expect.poll(() => asked('resources/subscribe')).toEqual(['a:1', 'a:2'])
    update({ resourceSubscriptions: ['a:2', 'a:3'] })
    await expect.poll(() => asked('resources/subscribe')).toEqual(['a:1', 'a:2', 'a:3'])
    await expect.poll(() => asked('resources/unsubscribe')).toEqual(['a:1'])
    close()
    await expect.poll(() => asked('resources/unsubscribe').sort()).toEqual(['a:1', 'a:2', 'a:3'])
  })
})

test('RS-5 strangers who listen share no session, and leave none open', async () => {
  const server = sessionServer(noCalls, (_, res) => void sse(res).flushHeaders())
  await start(server.handler)
  const stranger = { owner: 'anonymous', sessionKey: undefined }
  const listeners = [listen({}, stranger), listen({}, stranger)]
  await expect.poll(() => gets().length).toBe(2)
  expect(new Set(gets().map(({ headers }) => headers['mcp-session-id'])).size).toBe(2)
  expect(rig.sessions.find(rig.holder(stranger))).toBeUndefined()
  for (const { close } of listeners) close()
  await expect.poll(() => server.open.size).toBe(0)
})

describe('news of a server of the newer era', () => {
  const modern =
    (onListen: Handler): Handler =>
    (received, res, req) => {
      const { id, method } = received.message
      if (method === 'subscriptions/listen') return onListen(received, res, req)
      const result = { resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: {} }
      json(res, { jsonrpc: '2.0', id, result })
    }
  const tagged = (id: unknown, method: string, params: object = {}) =>
    event({ jsonrpc: '2.0', method, params: { ...params, _meta: { 'io.modelcontextprotocol/subscriptionId': id } } })

  test('come by a subscription with the filter; its own marks stay here', async () => {
    await start(
      modern(({ message }, res) => {
        const { id } = message
        sse(res).write(tagged(id, 'notifications/subscriptions/acknowledged', { notifications: {} }))
        res.write(tagged(id, 'notifications/tools/list_changed'))
        res.write(tagged(id, 'notifications/resources/updated', { uri: 'a:1' }))
      }),
    )
    const { heard, close } = listen({ toolsListChanged: true, resourceSubscriptions: ['a:1'] })
    await expect
      .poll(() => heard.map(([, text]) => JSON.parse(text) as unknown))
      .toEqual([
        changed('tools'),
        { jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri: 'a:1' } },
      ])
    const [asked] = posted('subscriptions/listen')
    expect(asked?.message.params?.notifications).toEqual({ toolsListChanged: true, resourceSubscriptions: ['a:1'] })
    expect(asked?.headers).toMatchObject({ 'mcp-method': 'subscriptions/listen', 'mcp-protocol-version': '2026-07-28' })
    close()
    await expect.poll(() => upstream.busy()).toBe(0)
  })

  test('another filter is another subscription, and the old one ends', async () => {
    const closed: Promise<unknown>[] = []
    await start(
      modern((_, res) => {
        closed.push(once(res, 'close'))
        sse(res).flushHeaders()
      }),
    )
    const { update, close } = listen({ toolsListChanged: true })
    await expect.poll(() => closed.length).toBe(1)
    update({ promptsListChanged: true })
    await expect.poll(() => closed.length).toBe(2)
    await closed[0]
    expect(posted('subscriptions/listen').at(-1)?.message.params?.notifications).toEqual({ promptsListChanged: true })
    close()
  })

  test('a server that refuses is not asked again', async () => {
    await start(
      modern(({ message }, res) =>
        json(res, { jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'no' } }, {}, 404),
      ),
    )
    const { state } = listen({ toolsListChanged: true })
    await expect.poll(() => state.ended).toBe(1)
    expect(posted('subscriptions/listen')).toHaveLength(1)
  })
})
