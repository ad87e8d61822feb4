import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestGateway, gatewayId } from '../../_support/dataplane/gateway.ts'
import {
  createUpstream,
  event,
  json,
  plainServer,
  resultOf,
  sse,
  type Handler,
} from '../../_support/dataplane/mcp-upstream.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

const limits = { lingerMs: 50, answerBytes: 2_000_000, streamBytes: 3_000_000 }

let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
async function startGateway(changes: object = {}) {
  gateway = await createTestGateway({ ...limits, ...changes })
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId))
  gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['read'])])
}
beforeEach(async () => {
  upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
  await startGateway()
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const onCall = (handler: Handler) => void (upstream.state.handler = plainServer(handler))
const textOf = async () => {
  const { status, body } = await gateway.call('notes___read')
  expect(status).toBe(200)
  expect(body.id).toBe('c1')
  return body.result?.content[0]?.text
}
const failureOf = async () => {
  const { body } = await gateway.call('notes___read')
  expect(body).toMatchObject({ id: 'c1', result: { isError: true } })
  return body.result?.content[0]?.text
}

describe('answers that pass', () => {
  test('a JSON answer passes byte for byte, spaces, order and numbers included', async () => {
    const raw = '{ "result" : {"content":[],"n":1.0,"big":12345678901234567890} ,"id": "c1", "jsonrpc":"2.0"}\n'
    onCall((_, res) => void res.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(raw))
    const body = { jsonrpc: '2.0', id: 'c1', method: 'tools/call', params: { name: 'notes___read' } }
    expect(await (await gateway.send(body)).text()).toBe(raw)
  })

  test('a large answer comes in pieces, whole', async () => {
    const text = 'x'.repeat(1_500_000)
    onCall(({ message }, res) => json(res, resultOf(message.id, text)))
    expect(await textOf()).toBe(text)
  })

  test('a JSON-RPC error of the server is its own word, under 200 and under 400', async () => {
    for (const status of [200, 400]) {
      onCall(({ message }, res) =>
        json(
          res,
          { jsonrpc: '2.0', id: message.id, error: { code: -32099, message: 'odd', data: { a: 1 } } },
          {},
          status,
        ),
      )
      expect((await gateway.call('notes___read')).body.error).toEqual({ code: -32099, message: 'odd', data: { a: 1 } })
    }
  })

  test('the answer is picked out of a stream, past notifications, priming and answers to others', async () => {
    onCall(({ message }, res) => {
      sse(res).write('\uFEFFid: 1\ndata: \n\n: comment\n\n')
      res.write(event({ jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } }))
      res.write(event(resultOf('somebody-else', 'not yours')))
      res.write(event(resultOf(1, 'wrong type of id')))
      res.write('data: not json\n\nevent: other\ndata: {"jsonrpc":"2.0","id":"c1","result":{}}\n\n')
      const last = event(resultOf(message.id, 'grüße')).replaceAll('\n', '\r\n')
      const bytes = Buffer.from(last)
      const middle = bytes.indexOf(Buffer.from('ü')) + 1
      res.write(bytes.subarray(0, middle))
      setImmediate(() => res.end(bytes.subarray(middle)))
    })
    expect(await textOf()).toBe('grüße')
  })

  test('a stream that stays open after its answer does not hold the client', async () => {
    const closed: Promise<unknown>[] = []
    onCall(({ message }, res) => {
      closed.push(once(res, 'close'))
      sse(res).write(event(resultOf(message.id, 'done')))
    })
    expect(await textOf()).toBe('done')
    await closed[0]
  })

  test('a ping and another request in the middle of a stream are answered', async () => {
    upstream.state.handler = ({ message }, res, req) => {
      if (
        message.method === undefined &&
        upstream.received.filter((one) => one.message.method === undefined).length === 2
      )
        open?.end(event(resultOf('c1', 'after both')))
      return plainServer((_, stream) => {
        open = sse(stream)
        open.write(event({ jsonrpc: '2.0', id: 'p', method: 'ping' }))
        open.write(event({ jsonrpc: '2.0', id: 9, method: 'roots/list' }))
      })({ method: '', url: '', headers: {}, message }, res, req)
    }
    let open: ReturnType<typeof sse> | undefined
    expect(await textOf()).toBe('after both')
    const answers = upstream.received.filter(({ message }) => message.method === undefined)
    expect(answers.map(({ message }) => message.result ?? message.error)).toEqual(
      expect.arrayContaining([{}, expect.objectContaining({ code: -32601 })]),
    )
  })
})

describe('F-40 F-41 F-42 answers that do not', () => {
  const rows: [string, Handler, string, object?][] = [
    ['hangs before headers', () => undefined, 'has been silent', { silenceMs: 200, probeMs: 200 }],
    [
      'hangs after headers',
      (_, res) => void res.writeHead(200, { 'content-type': 'application/json' }).flushHeaders(),
      'did not finish',
      { silenceMs: 100, totalMs: 500 },
    ],
    [
      'drips for ever',
      (_, res) => {
        sse(res)
        const drip = setInterval(() => res.write(': x\n'), 20)
        res.once('close', () => clearInterval(drip))
      },
      'did not finish',
      { totalMs: 500 },
    ],
    [
      'hangs in the middle of an event',
      (_, res) => void sse(res).write('data: {"jsonrpc'),
      'did not finish',
      { silenceMs: 100, totalMs: 500 },
    ],
    ['resets the connection', (_, res) => void res.socket?.resetAndDestroy(), 'broke off'],
    [
      'breaks off in the middle',
      (_, res) => {
        res.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 }).write('{"json')
        setImmediate(() => res.socket?.destroy())
      },
      'broke off',
    ],
    ['answers HTML', (_, res) => void res.writeHead(200, { 'content-type': 'text/html' }).end('<p>'), 'not MCP'],
    ['answers no content type', (_, res) => void res.writeHead(200).end('{}'), 'not MCP'],
    [
      'answers JSON that is none',
      (_, res) => void res.writeHead(200, { 'content-type': 'application/json' }).end('{"a"'),
      'not MCP',
    ],
    ['answers encoded', (_, res) => json(res, {}, { 'content-encoding': 'br' }), 'not MCP'],
    ['answers 204', (_, res) => void res.writeHead(204).end(), 'without a result'],
    ['answers 202', (_, res) => void res.writeHead(202).end(), 'without a result'],
    ['answers another id', (_, res) => json(res, resultOf('c2', 'x')), 'another question'],
    ['answers the id as a number', (_, res) => json(res, resultOf(1, 'x')), 'another question'],
    ['answers result and error', (_, res) => json(res, { ...resultOf('c1', 'x'), error: {} }), 'another question'],
    ['ends the stream without an answer', (_, res) => void sse(res).end(': bye\n\n'), 'without a result'],
    [
      'floods with notifications',
      (_, res) => {
        sse(res)
        const flood = event({
          jsonrpc: '2.0',
          method: 'notifications/message',
          params: { data: 'x'.repeat(1_000) },
        }).repeat(50)
        const pour = () => {
          while (!res.destroyed && res.write(flood));
          if (!res.destroyed) res.once('drain', pour)
        }
        pour()
      },
      'more than',
    ],
    [
      'sends an event without end',
      (_, res) => {
        sse(res).write('data: ')
        const pour = () => {
          while (!res.destroyed && res.write('x'.repeat(50_000)));
          if (!res.destroyed) res.once('drain', pour)
        }
        pour()
      },
      'more than',
    ],
    [
      'declares 100 MB',
      (_, res) =>
        void res.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000_000 }).write('{'),
      'more than',
    ],
    [
      'redirects',
      (_, res) => void res.writeHead(307, { location: 'http://127.0.0.1:1/other' }).end(),
      'redirect (307)',
    ],
    ['is not there', (_, res) => json(res, {}, {}, 404), '404'],
    ['asks for a login', (_, res) => json(res, {}, {}, 401), 'OAuth client'],
    ['is busy', (_, res) => json(res, {}, { 'retry-after': '17' }, 429), 'in 17 seconds'],
    ['fails', (_, res) => void res.writeHead(500, { 'content-type': 'text/html' }).end('<h1>stack</h1>'), 'status 500'],
  ]
  test.each(rows)('a server that %s', async (_, handler, words, shorter) => {
    if (shorter) {
      await gateway.close()
      await startGateway(shorter)
    }
    onCall(handler)
    const text = await failureOf()
    expect(text).toContain('target notes')
    expect(text).toContain(words)
  })

  test('an answer that grows past the limit while it is passed on is cut, not finished', async () => {
    onCall((_, res) => {
      res.writeHead(200, { 'content-type': 'application/json' }).write('{"jsonrpc":"2.0","id":"c1","result":"')
      const pour = () => {
        while (!res.destroyed && res.write('x'.repeat(50_000)));
        if (!res.destroyed) res.once('drain', pour)
      }
      pour()
    })
    const body = { jsonrpc: '2.0', id: 'c1', method: 'tools/call', params: { name: 'notes___read' } }
    const response = await gateway.send(body)
    await expect(response.text()).rejects.toThrow()
  })

  test('nobody is at the address', async () => {
    gateway.rooms.serving.set(gatewayId, [servingTarget('notes', 'http://127.0.0.1:9/mcp', ['read'])])
    expect(await failureOf()).toContain('could not be reached')
  })

  test('SS-2 an address that may not be called is not called', async () => {
    gateway.rooms.serving.set(gatewayId, [servingTarget('notes', 'http://169.254.169.254/mcp', ['read'])])
    expect(await failureOf()).toContain('may not call')
  })

  test('causes are told only on a gateway with exceptionLevel DEBUG', async () => {
    onCall((_, res) => json(res, {}, {}, 502))
    expect((await gateway.call('notes___read')).body.result?._meta).toBeUndefined()
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, { exceptionLevel: 'DEBUG' }))
    gateway.changes.publish({ kind: 'gateway', gatewayId })
    const debug = { type: 'http', text: 'status 502, Content-Type application/json' }
    expect((await gateway.call('notes___read')).body.result?._meta).toEqual({ debug })
  })
})

describe('F-44 a client that leaves', () => {
  test.each<[string, Handler]>([
    ['before headers', () => undefined],
    ['in the middle of a stream', (_, res) => void sse(res).write(': wait\n\n')],
  ])('%s: the call at the server ends', async (_, handler) => {
    const arrived = new Promise<{ closed: Promise<unknown> }>((resolve) =>
      onCall((received, res, req) => {
        resolve({ closed: once(res, 'close') })
        return handler(received, res, req)
      }),
    )
    const leaving = new AbortController()
    const body = { jsonrpc: '2.0', id: 'c1', method: 'tools/call', params: { name: 'notes___read' } }
    const asked = gateway.send(body, {}, { signal: leaving.signal }).catch(() => undefined)
    const { closed } = await arrived
    leaving.abort()
    await asked
    await closed
  })
})
