import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { memorySink } from '../../../lib/dataplane/upstream/answer-sink.ts'
import { createUpstream, json, resultOf, sessionServer, type Handler } from '../../_support/dataplane/mcp-upstream.ts'
import { createUpstreamRig, recordingSink } from '../../_support/dataplane/upstream-rig.ts'

let upstream: Awaited<ReturnType<typeof createUpstream>>
let rig: ReturnType<typeof createUpstreamRig>
let server: ReturnType<typeof sessionServer>
async function start(
  onCall: Handler = ({ message }, res) => json(res, resultOf(message.id, 'x')),
  limits: Parameters<typeof createUpstreamRig>[1] = {},
) {
  server = sessionServer(onCall)
  upstream = await createUpstream(server.handler)
  rig = createUpstreamRig(upstream.endpoint, limits)
}
afterEach(async () => {
  await rig.close()
  await upstream.close()
})
const posted = (method: string) => upstream.received.filter(({ message }) => message.method === method)

describe('RS-5 what a session at a server is kept by', () => {
  test('what the client can do is declared, and another declaration is another session', async () => {
    await start()
    const capabilities = { sampling: {}, elicitation: { form: {} } }
    await rig.call(1, recordingSink().sink, { capabilities })
    await rig.call(2, recordingSink().sink, { capabilities: { ...capabilities } })
    await rig.call(3, recordingSink().sink)
    expect(posted('initialize').map(({ message }) => message.params?.capabilities)).toEqual([capabilities, {}])
    expect(upstream.calls().map(({ headers }) => headers['mcp-session-id'])).toEqual(['s1', 's1', 's2'])
    expect(rig.sessions.find(rig.holder({ capabilities }))).toMatchObject({
      revision: '2025-11-25',
      capabilities: { logging: {}, resources: { subscribe: true } },
    })
  })

  test('an id that is under way there gets a session of its own, which ends with the call', async () => {
    const waiting: ServerResponse[] = []
    await start((_, res) => void waiting.push(res))
    const both = [rig.call('same', recordingSink().sink)]
    await expect.poll(() => waiting.length).toBe(1)
    both.push(rig.call('same', recordingSink().sink))
    await expect.poll(() => waiting.length).toBe(2)
    for (const res of waiting) json(res, resultOf('same', 'x'))
    await Promise.all(both)
    expect(upstream.calls().map(({ headers }) => headers['mcp-session-id'])).toEqual(['s1', 's2'])
    await expect.poll(() => [...server.open]).toEqual(['s1'])
  })

  test('the sessions of a client are found by his, spoken to, and ended', async () => {
    await start()
    await rig.call(1, recordingSink().sink)
    await rig.call(2, recordingSink().sink, { owner: 'bob', sessionKey: 'k2' })
    const [open, ...others] = rig.sessions.of('k1')
    expect(others).toEqual([])
    const sink = memorySink()
    const text = '{"jsonrpc":"2.0","id":"l","method":"logging/setLevel","params":{"level":"info"}}'
    expect(await open?.ask({ id: 'l', text }, sink)).toMatchObject({ kind: 'answered' })
    expect(posted('logging/setLevel')[0]?.headers['mcp-session-id']).toBe('s1')
    rig.sessions.endAll('k1')
    await expect.poll(() => [...server.open]).toEqual(['s2'])
    expect([rig.sessions.of('k1'), rig.sessions.of('k2').length]).toEqual([[], 1])
  })

  test('I9 of more than are kept, the one unused longest is ended there', async () => {
    await start(undefined, { keptSessions: 2 })
    for (const owner of ['alice', 'bob', 'alice', 'carol']) await rig.call(1, recordingSink().sink, { owner })
    await expect.poll(() => [...server.open]).toEqual(['s1', 's3'])
    expect(rig.sessions.of('k1')).toHaveLength(2)
  })

  test('who opens a session is told before the call goes out', async () => {
    await start()
    const order: string[] = []
    const call = (id: number) =>
      rig.callTarget({
        holder: rig.holder(),
        ...rig.where,
        id,
        encode: () => ({ id, text: `{"jsonrpc":"2.0","id":${id},"method":"tools/call"}` }),
        sink: () => recordingSink().sink,
        async onOpened(session) {
          await session.send('{"jsonrpc":"2.0","method":"notifications/x"}')
          order.push(upstream.calls().length === 0 ? 'before' : 'after')
        },
      })
    await call(1)
    await call(2)
    expect(order).toEqual(['before'])
    expect(posted('notifications/x')).toHaveLength(1)
  })
})

describe('a server that speaks both eras', () => {
  test('is spoken to in the era of its client', async () => {
    await start()
    const legacy = server.handler
    upstream.state.handler = (received, res, req) => {
      const { id, method } = received.message
      if (method === 'server/discover')
        return json(res, { jsonrpc: '2.0', id, result: { supportedVersions: ['2026-07-28'], capabilities: {} } })
      if (received.headers['mcp-protocol-version'] === '2026-07-28') return json(res, resultOf(id, 'new'))
      return legacy(received, res, req)
    }
    for (const prefers of ['legacy', 'modern', 'legacy', 'modern'] as const)
      await rig.call(1, recordingSink().sink, { prefers })
    const spoken = upstream.calls().map(({ headers }) => headers['mcp-protocol-version'])
    expect(spoken).toEqual(['2025-11-25', '2026-07-28', '2025-11-25', '2026-07-28'])
    expect([posted('initialize').length, posted('server/discover').length]).toEqual([1, 1])
  })

  test('where it lacks the era of its client, it is spoken to in its own', async () => {
    await start()
    upstream.state.handler = (received, res) => {
      const { id, method } = received.message
      if (method === 'server/discover')
        return json(res, { jsonrpc: '2.0', id, result: { supportedVersions: ['2026-07-28'], capabilities: {} } })
      if (method === 'initialize')
        return json(res, { jsonrpc: '2.0', id, error: { code: -32601, message: 'no' } }, {}, 400)
      return json(res, resultOf(id, 'new'))
    }
    expect(await rig.call(1, recordingSink().sink, { prefers: 'legacy' })).toMatchObject({ kind: 'answered' })
    expect(await rig.call(1, recordingSink().sink, { prefers: 'legacy', owner: 'bob' })).toMatchObject({
      kind: 'answered',
    })
    expect(posted('initialize')).toHaveLength(1)
  })
})

describe('F-40 the breaker of a target', () => {
  test('five failures in a row end the calls for a while, and one call tries it again', async () => {
    await start((_, res) => void res.writeHead(503).end())
    const call = () => rig.call(1, recordingSink().sink)
    for (let count = 0; count < 5; count++) expect(await call()).toMatchObject({ kind: 'refused', status: 503 })
    expect(await call()).toMatchObject({
      fault: 'breaker-open',
      words: 'was not called: it failed 5 times in a row; it is tried again at 01:02:13 UTC',
    })
    expect(rig.heldBack()).toEqual([{ targetId: 'NOTES00000', state: 'open', callers: 'one' }])
    rig.clock.at += 10_000
    expect(rig.heldBack()).toMatchObject([{ state: 'half-open' }])
    const [probe, other] = await Promise.all([call(), call()])
    expect([probe, other]).toMatchObject([{ kind: 'refused' }, { fault: 'breaker-open' }])
    rig.clock.at += 10_000
    expect(await call()).toMatchObject({ fault: 'breaker-open' })
    rig.clock.at += 10_000
    upstream.state.handler = sessionServer(({ message }, res) => json(res, resultOf(message.id, 'x'))).handler
    expect(await call()).toMatchObject({ kind: 'answered' })
    expect(await call()).toMatchObject({ kind: 'answered' })
    expect(rig.heldBack()).toEqual([])
  })

  test('failures of one caller alone keep out nobody else, whose answer mends it and whose failure joins in', async () => {
    let fails = true
    await start(({ message }, res) => (fails ? void res.writeHead(500).end() : json(res, resultOf(message.id, 'x'))))
    const call = (owner: string) => rig.call(1, recordingSink().sink, { owner })
    for (let count = 0; count < 5; count++) await call('mallory')
    expect(await call('mallory')).toMatchObject({ fault: 'breaker-open' })
    fails = false
    expect(await call('bob')).toMatchObject({ kind: 'answered' })
    fails = true
    for (let count = 0; count < 5; count++) await call('mallory')
    expect(await call('mallory')).toMatchObject({ fault: 'breaker-open' })
    expect(await call('bob')).toMatchObject({ kind: 'refused', status: 500 })
    for (const owner of ['bob', 'carol']) expect(await call(owner)).toMatchObject({ fault: 'breaker-open' })
    expect(rig.heldBack()).toMatchObject([{ state: 'open', callers: 'all' }])
    // A target that is never called again, because it was changed or deleted, is not told of for ever.
    rig.clock.at += 3_600_000
    expect(rig.heldBack()).toEqual([])
  })

  test('failures that lie apart, or have an answer between them, do not', async () => {
    let fails = true
    await start(({ message }, res) => (fails ? void res.writeHead(500).end() : json(res, resultOf(message.id, 'x'))))
    const call = () => rig.call(1, recordingSink().sink)
    for (let count = 0; count < 12; count++) {
      fails = count % 5 !== 4
      expect(await call()).not.toMatchObject({ fault: 'breaker-open' })
    }
    fails = true
    for (let count = 0; count < 12; count++) {
      rig.clock.at += 31_000
      expect(await call()).toMatchObject({ kind: 'refused' })
    }
  })
})
