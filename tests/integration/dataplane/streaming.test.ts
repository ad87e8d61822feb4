import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { acceptBoth, callOf, createLiveGateway } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, event, json, resultOf, sessionServer, sse } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { servingTarget } from '../../_support/dataplane/rooms.ts'

let gateway: Awaited<ReturnType<typeof createLiveGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
type Handler = Parameters<typeof sessionServer>[0]
async function start(onCall: Handler, options: Parameters<typeof createLiveGateway>[1] = {}) {
  upstream = await createUpstream(sessionServer(onCall).handler)
  gateway = await createLiveGateway([servingTarget('notes', upstream.endpoint, ['read'])], options)
}
const stop = async () => {
  await gateway.close()
  await upstream.close()
}
afterEach(() => stop())

const progress = (n: number) => ({
  jsonrpc: '2.0',
  method: 'notifications/progress',
  params: { progressToken: 't', progress: n, ünknown: [n] },
})
const streaming: Handler = ({ message }, res) => {
  sse(res).write(event(progress(1)) + event(progress(2)))
  res.end(event(resultOf(message.id, 'done')))
}

describe('agentcore.md f.7 an answer is a stream', () => {
  beforeEach(() => start(streaming))

  test('where the gateway streams and the client takes events: what the server told comes first, unchanged', async () => {
    const session = await gateway.initialize()
    const stream = await gateway.stream(callOf('notes___read'), session)
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    expect(stream.headers.get('x-accel-buffering')).toBe('no')
    expect(stream.headers.get('cache-control')).toBe('no-store')
    await stream.ended
    expect(stream.heard.map(({ message }) => message)).toEqual([
      undefined,
      progress(1),
      progress(2),
      resultOf('c1', 'done'),
    ])
    expect(stream.heard.every(({ id }) => id !== undefined)).toBe(true)
  })

  test('to a client of an older revision without the priming event', async () => {
    const session = await gateway.initialize({}, {}, '2025-06-18')
    const stream = await gateway.stream(callOf('notes___read'), session)
    await stream.ended
    expect(stream.heard[0]?.message).toEqual(progress(1))
  })

  test('to a client of 2026-07-28 without ids, for there is no coming back', async () => {
    const { body, headers } = modernRequest('tools/call', { name: 'notes___read', arguments: {} })
    const stream = await gateway.stream(body, headers)
    await stream.ended
    expect(stream.heard.map(({ id }) => id)).toEqual([undefined, undefined, undefined])
    expect(stream.heard.at(-1)?.message).toMatchObject({ id: 'm1', result: { resultType: 'complete' } })
  })

  test.each(['application/json', '*/*', 'application/json, text/event-stream;q=0'])(
    'but not for Accept: %s',
    async (accept) => {
      const session = await gateway.initialize()
      const { headers, body } = await gateway.post(callOf('notes___read'), { ...session, accept })
      expect(headers.get('content-type')).toBe('application/json')
      expect(body).toEqual(resultOf('c1', 'done'))
    },
  )
})

test('a gateway that does not stream answers one JSON body', async () => {
  await start(streaming, { change: { streamingConfiguration: undefined } })
  const session = await gateway.initialize()
  const { headers, body } = await gateway.post(callOf('notes___read'), { ...session, ...acceptBoth })
  expect(headers.get('content-type')).toBe('application/json')
  expect(body).toEqual(resultOf('c1', 'done'))
})

test('a server that answers JSON is passed on as JSON, byte for byte', async () => {
  const raw = '{ "jsonrpc":"2.0",\n "id" : "c1", "result":{"content":[],"n":1.0} }'
  await start((_, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end(raw))
  const session = await gateway.initialize()
  const response = await gateway.send(callOf('notes___read'), { ...acceptBoth, ...session })
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.text()).toBe(raw)
})

test('an answer of megabytes comes whole at the end of a stream', async () => {
  const text = 'grüße\n'.repeat(400_000)
  await start(({ message }, res) => {
    sse(res).write(event(progress(1)))
    res.end(event(resultOf(message.id, text)))
  })
  const stream = await gateway.stream(callOf('notes___read'), await gateway.initialize())
  await stream.ended
  expect(stream.heard.at(-1)?.message).toEqual(resultOf('c1', text))
})

test('HT-7 a client that does not read makes the server wait, and not the memory grow', async () => {
  let isPaused: ((paused: true) => void) | undefined
  const paused = new Promise<true>((resolve) => (isPaused = resolve))
  await start((_, res) => {
    sse(res)
    const filler = event({ jsonrpc: '2.0', method: 'notifications/message', params: { data: 'x'.repeat(60_000) } })
    const pump = () => {
      for (let n = 0; n < 100; n++) if (!res.write(filler)) return void res.once('drain', pump)
      setImmediate(pump)
    }
    pump()
    // Buffers on the way hold some megabytes; a gateway that read on would take hundreds.
    let seen = -1
    let still = 0
    const watch = setInterval(() => {
      const written = res.socket?.bytesWritten ?? -1
      still = written === seen && res.writableNeedDrain ? still + 1 : 0
      seen = written
      if (still === 5) isPaused?.(true)
    }, 200)
    res.once('close', () => clearInterval(watch))
  })
  const session = await gateway.initialize()
  const leaving = new AbortController()
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...acceptBoth, ...session },
    body: JSON.stringify(callOf('notes___read')),
    signal: leaving.signal,
  })
  expect(response.status).toBe(200)
  expect(await paused).toBe(true)
  leaving.abort()
})

test('logs reach a client of 2026-07-28 from the level that it named, and not unasked', async () => {
  const log = (level: string) => ({ jsonrpc: '2.0', method: 'notifications/message', params: { level, data: level } })
  await start(({ message }, res) => {
    sse(res).write(['debug', 'info', 'error'].map((level) => event(log(level))).join(''))
    res.end(event(resultOf(message.id, 'done')))
  })
  const heard = async (meta: object) => {
    const { body, headers } = modernRequest('tools/call', { name: 'notes___read', arguments: {}, _meta: meta })
    const stream = await gateway.stream(body, headers)
    await stream.ended
    return stream.heard.slice(0, -1).map(({ message }) => (message?.['params'] as { level: string }).level)
  }
  expect(await heard({})).toEqual([])
  expect(await heard({ 'io.modelcontextprotocol/logLevel': 'info' })).toEqual(['info', 'error'])
})

test('each relayed call is recorded once, with how it ended', async () => {
  await start(({ message }, res) => json(res, resultOf(message.id, 'hello')))
  const session = await gateway.initialize()
  await gateway.post(callOf('notes___read'), session)
  await gateway.post(callOf('notes___gone'), session)
  expect(gateway.calls).toHaveLength(1)
  expect(gateway.calls[0]).toMatchObject({
    method: 'tools/call',
    name: 'notes___read',
    targetId: 'NOTES00000',
    caller: 'anonymous',
    callerKind: 'anyone',
    client: 'test',
    outcome: 'answered',
  })
})
