import { afterEach, describe, expect, test } from 'vitest'
import { connect } from 'node:net'
import { gatewayId } from '../../_support/dataplane/gateway.ts'
import { event, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { listenRequest, openListen, startNews } from '../../_support/dataplane/news-rig.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'

const subscriptionKey = 'io.modelcontextprotocol/subscriptionId'
const closing: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(options: Parameters<typeof startNews>[0] = {}) {
  const rig = await startNews(options)
  closing.push(rig.close)
  return rig
}

describe('a session’s stream', () => {
  test('tells of a list that an administrator changed, and of no other', async () => {
    const rig = await start()
    const news = await rig.gateway.listen(await rig.gateway.initialize())
    rig.change()
    expect(await news.method('notifications/tools/list_changed')).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/tools/list_changed',
    })
    rig.gateway.rooms.records.delete(gatewayId)
    rig.gateway.changes.publish({ kind: 'gateway', gatewayId })
    await news.ended
    expect(news.heard.filter(({ message }) => message).length).toBe(1)
  })

  test('tells of a list that a server changed, and by then the list is the new one', async () => {
    const rig = await start()
    rig.gateway.rooms.upstreamChanges.sync = () => rig.change()
    const session = await rig.gateway.initialize()
    const news = await rig.gateway.listen(session)
    await expect.poll(() => rig.ears.size).toBe(1)
    rig.tell('notifications/tools/list_changed')
    await news.method('notifications/tools/list_changed')
    const list = await rig.gateway.post({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, session)
    expect(list.body.result?.['tools']).toHaveLength(2)
  })

  test('does not wait for a reading that takes long, and tells once more when it has ended', async () => {
    const limits = { news: { perOwner: 9, perAnonymous: 9, inAll: 9, quickMs: 1 } }
    const rig = await start({ limits })
    let ended: (() => void) | undefined
    rig.gateway.rooms.targets.upstreamChanged = () => new Promise((resolve) => (ended = resolve))
    const news = await rig.gateway.listen(await rig.gateway.initialize())
    await expect.poll(() => rig.ears.size).toBe(1)
    rig.tell('notifications/tools/list_changed')
    await news.method('notifications/tools/list_changed')
    rig.change()
    ended?.()
    await news.method('notifications/tools/list_changed')
  })

  test('brings what was subscribed to, and stops when that ends', async () => {
    const rig = await start()
    const session = await rig.gateway.initialize()
    const news = await rig.gateway.listen(session)
    await expect.poll(() => rig.ears.size).toBe(1)
    const subscribe = (method: string) =>
      rig.gateway.post({ jsonrpc: '2.0', id: 1, method, params: { uri: 'test://a' } }, session)
    expect((await subscribe('resources/subscribe')).body.result).toEqual(resultOf(1, 'ok').result)
    expect(rig.asked('resources/subscribe')[0]?.message.params).toEqual({ uri: 'test://a' })
    expect(rig.asked('resources/subscribe')[0]?.headers['mcp-session-id']).toBe([...rig.ears.keys()][0])
    rig.tell('notifications/resources/updated', { uri: 'test://a', title: 'A' })
    expect((await news.method('notifications/resources/updated'))['params']).toEqual({ uri: 'test://a', title: 'A' })
    await subscribe('resources/unsubscribe')
    expect(rig.asked('resources/unsubscribe').length).toBeGreaterThan(0)
  })

  test('carries a server’s question outside of any call, and the answer goes back', async () => {
    const rig = await start()
    const session = await rig.gateway.initialize({ roots: {} })
    const news = await rig.gateway.listen(session)
    await expect.poll(() => rig.ears.size).toBe(1)
    for (const res of rig.ears.values()) res.write(event({ jsonrpc: '2.0', id: 'r', method: 'roots/list' }))
    const question = await news.method('roots/list')
    expect('params' in question).toBe(false)
    await rig.gateway.answer(question['id'], { roots: [] }, session)
    await expect
      .poll(() =>
        rig.upstream.received.filter(({ message }) => message.id === 'r').map(({ message }) => message.result),
      )
      .toEqual([{ roots: [] }])
  })

  test('is one per session: a newer one takes the place of the older', async () => {
    const { gateway } = await start()
    const session = await gateway.initialize()
    const older = await gateway.listen(session)
    const newer = await gateway.listen(session)
    await older.ended
    expect(newer.status).toBe(200)
  })

  test('a log level is told to the servers of the session, now and when one is opened', async () => {
    const rig = await start()
    const session = await rig.gateway.initialize()
    const setLevel = (level: unknown) =>
      rig.gateway.post({ jsonrpc: '2.0', id: 1, method: 'logging/setLevel', params: { level } }, session)
    expect((await setLevel('loud')).body.error?.code).toBe(-32602)
    expect((await setLevel('error')).body.result).toEqual({})
    const call = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'notes___read' } }
    await rig.gateway.post(call, session)
    await setLevel('debug')
    expect(rig.asked('logging/setLevel').map(({ message }) => message.params)).toEqual([
      { level: 'error' },
      { level: 'debug' },
    ])
    const methods = rig.upstream.received.map(({ message }) => message.method)
    expect(methods.indexOf('logging/setLevel')).toBeLessThan(methods.indexOf('tools/call'))
  })
})

describe('2026-07-28 subscriptions/listen', () => {
  const all = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true }

  test('acknowledges first what it can keep, marks all that follows, and ends with a result', async () => {
    const rig = await start()
    const listening = await openListen(rig, { ...all, promptsListChanged: false, other: true })
    expect(listening.headers.get('content-type')).toBe('text/event-stream')
    const acknowledged = await listening.until(() => true)
    expect(acknowledged.message).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: {
        notifications: { toolsListChanged: true, resourcesListChanged: true },
        _meta: { [subscriptionKey]: 'm1' },
      },
    })
    rig.change()
    expect((await listening.method('notifications/tools/list_changed'))['params']).toEqual({
      _meta: { [subscriptionKey]: 'm1' },
    })
    rig.gateway.dataplane.drain()
    expect(await listening.answer('m1')).toEqual({
      jsonrpc: '2.0',
      id: 'm1',
      result: { resultType: 'complete', _meta: { [subscriptionKey]: 'm1' } },
    })
    await listening.ended
  })

  test('hears what the servers behind it tell, of the resources that were named', async () => {
    const rig = await start()
    const listening = await openListen(rig, { ...all, resourceSubscriptions: ['test://a'] })
    await expect.poll(() => rig.asked('resources/subscribe').length).toBe(1)
    await expect.poll(() => rig.ears.size).toBe(1)
    rig.tell('notifications/resources/updated', { uri: 'test://b' })
    rig.tell('notifications/message', { level: 'info', data: 'not asked for' })
    rig.tell('notifications/resources/updated', { uri: 'test://a/part', _meta: { x: 1 } })
    const { params } = await listening.method('notifications/resources/updated')
    expect(params).toEqual({ uri: 'test://a/part', _meta: { x: 1, [subscriptionKey]: 'm1' } })
    rig.tell('notifications/resources/list_changed')
    await listening.method('notifications/resources/list_changed')
    expect(rig.gateway.rooms.upstreamChanges.heard).toEqual([rig.target.targetId])
    listening.leave()
    await expect.poll(() => rig.ears.size).toBe(0)
  })

  test('with nothing to keep ends at once', async () => {
    const rig = await start()
    const listening = await openListen(rig, {})
    await listening.ended
    expect(listening.heard.map(({ message }) => message?.['method'] ?? message?.['id'])).toEqual([
      'notifications/subscriptions/acknowledged',
      'm1',
    ])
  })

  test.each([
    ['no filter', { notifications: undefined }],
    ['a filter that is none', { notifications: 'all' }],
    ['a flag that is none', { notifications: { toolsListChanged: 1 } }],
    ['addresses that are none', { notifications: { resourceSubscriptions: [1] } }],
  ])('%s: -32602', async (_, params) => {
    const { gateway } = await start()
    const { body, headers } = modernRequest('subscriptions/listen', params)
    expect((await gateway.post(body, headers)).body.error?.code).toBe(-32602)
  })

  test('a gateway that does not stream has no such method', async () => {
    const { gateway } = await start({ change: { streamingConfiguration: undefined } })
    const { body, headers } = listenRequest({ toolsListChanged: true })
    expect(await gateway.post(body, headers)).toMatchObject({ status: 404, body: { error: { code: -32601 } } })
  })
})

describe('a stream ends with the right to it', () => {
  test('a login that ends ends what it opened, gracefully', async () => {
    const rig = await start({ signIn: true })
    const token = await rig.gateway.issuer.sign({ sub: 'alice', exp: rig.gateway.clock.at / 1_000 + 1 })
    const alice = { authorization: `Bearer ${token}` }
    const news = await rig.gateway.listen({ ...(await rig.gateway.initialize({}, alice)), ...alice })
    const listening = await openListen(rig, { toolsListChanged: true }, alice)
    expect(await listening.answer('m1')).toMatchObject({ result: { resultType: 'complete' } })
    await Promise.all([news.ended, listening.ended])
  })

  test('a person who was disabled hears no more; others do', async () => {
    const rig = await start({ signIn: true })
    const [alice, bob] = [await rig.gateway.bearer('alice'), await rig.gateway.bearer('bob')]
    const hers = await openListen(rig, { toolsListChanged: true }, alice)
    const his = await openListen(rig, { toolsListChanged: true }, bob)
    for (const stream of [hers, his]) await stream.method('notifications/subscriptions/acknowledged')
    rig.gateway.changes.publish({ kind: 'person', userId: 'alice' })
    await hers.ended
    rig.change()
    await his.method('notifications/tools/list_changed')
  })
})

describe('shutting down and flooding', () => {
  test('F-51 a session’s stream ends, and says when to come back', async () => {
    const { gateway } = await start()
    const session = await gateway.initialize()
    const response = await fetch(gateway.url, { headers: { accept: 'text/event-stream', ...session } })
    gateway.dataplane.drain()
    expect(await response.text()).toMatch(/retry: \d+\n\n$/)
  })

  test('HT-7 who does not read is dropped, and nothing is kept for him', async () => {
    const rig = await start({ limits: { comebackMs: 1 } })
    const session = await rig.gateway.initialize()
    const { hostname, port, pathname } = new URL(rig.gateway.url)
    const socket = connect(Number(port), hostname)
    const headers = { host: `${hostname}:${port}`, accept: 'text/event-stream', ...session }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    socket.write([`GET ${pathname} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
    socket.pause()
    await expect.poll(() => rig.ears.size).toBe(1)
    const flood = setInterval(() => {
      for (let n = 0; n < 20; n++) rig.tell('notifications/message', { level: 'info', data: 'x'.repeat(100_000) })
    }, 10)
    await expect.poll(() => rig.ears.size, { timeout: 60_000 }).toBe(0)
    clearInterval(flood)
    socket.destroy()
  })

  test('a principal may have so many streams and no more; another one is not kept out', async () => {
    const rig = await start({ signIn: true })
    const alice = await rig.gateway.bearer('alice')
    const streams = await Promise.all(
      Array.from({ length: 100 }, () => openListen(rig, { toolsListChanged: true }, alice)),
    )
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200))
    expect((await openListen(rig, { toolsListChanged: true }, alice)).status).toBe(429)
    const bob = await openListen(rig, { toolsListChanged: true }, await rig.gateway.bearer('bob'))
    expect(bob.status).toBe(200)
    streams[0]?.leave()
    await expect.poll(async () => (await openListen(rig, { toolsListChanged: true }, alice)).status).toBe(200)
    for (const stream of [...streams, bob]) stream.leave()
  })
})
