import { afterEach, describe, expect, test } from 'vitest'
import { newKey } from '../../_support/dataplane/gateway.ts'
import { createChangeBus } from '../../../lib/platform/changes.ts'
import { callOf, createLiveGateway } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, event, sessionServer, sse } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { servingTarget } from '../../_support/dataplane/rooms.ts'

const closing: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const askParked = (requestState?: string) =>
  modernRequest(
    'tools/call',
    { name: 'notes___read', arguments: {}, ...(requestState && { requestState, inputResponses: {} }) },
    { roots: {} },
  )

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }

/** Two processes that share a key, in front of a server that asks in the middle of a call. */
async function start(signIn = false, changes = createChangeBus(), key = newKey()) {
  const question = { jsonrpc: '2.0', id: 1, method: 'roots/list' }
  const upstream = await createUpstream(sessionServer((_, res) => void sse(res).write(event(question))).handler)
  closing.push(upstream.close)
  const make = async () => {
    const gateway = await createLiveGateway([servingTarget('notes', upstream.endpoint, ['read'])], {
      key,
      signIn,
      changes,
    })
    closing.push(gateway.close)
    return gateway
  }
  return [await make(), await make()] as const
}

describe('what is live of a session', () => {
  test('is asked of the process that holds it', async () => {
    const [one, other] = await start()
    const session = await one.initialize()
    other.workers.others.add(one.workers.self)
    expect((await other.post(ping, session)).body).toEqual({ from: one.workers.self })
    expect((await fetch(other.url, { headers: { accept: 'text/event-stream', ...session } })).status).toBe(200)
    expect((await fetch(other.url, { method: 'DELETE', headers: session })).status).toBe(200)
    expect(other.forwarded).toEqual([one.workers.self, one.workers.self, one.workers.self])
  })

  test('is lost with its process, and the session goes on', async () => {
    const [one, other] = await start()
    const session = await one.initialize()
    expect((await other.post(ping, session)).body.result).toEqual({})
    const news = await other.listen(session)
    expect(news.status).toBe(200)
    news.leave()
  })

  test('is nobody else’s: a stranger is turned away before anything is passed on', async () => {
    const [one, other] = await start(true)
    const alice = await one.bearer('alice')
    const session = await one.initialize({}, alice)
    other.workers.others.add(one.workers.self)
    expect((await other.post(ping, session)).status).toBe(401)
    const mallory = { authorization: `Bearer ${await other.issuer.sign({ sub: 'mallory' })}` }
    expect((await other.post(ping, { ...session, ...mallory })).status).toBe(404)
    expect(other.forwarded).toEqual([])
  })
})

test('a session that was ended is over in every process, and in one that starts afterwards', async () => {
  const changes = createChangeBus()
  const [one, other] = await start(false, changes)
  const session = await one.initialize()
  expect((await fetch(one.url, { method: 'DELETE', headers: session })).status).toBe(204)
  // The process that ended it is gone, as far as this one knows.
  expect((await other.post(ping, session)).status).toBe(404)
  const [fresh] = await start(false, createChangeBus(), one.key)
  fresh.dataplane.rememberEnded(other.dataplane.endedSessions())
  expect((await fresh.post(ping, session)).status).toBe(404)
  const alive = await one.initialize()
  expect((await fresh.post(ping, alive)).status).toBe(200)
})

test('figures count what is open in a process, and nothing that is over', async () => {
  const [one] = await start()
  const session = await one.initialize({ roots: {} })
  const news = await one.listen(session)
  const call = await one.stream(callOf('notes___read'), session)
  await call.method('roots/list')
  const parked = askParked()
  await one.post(parked.body, { ...parked.headers, accept: 'application/json' })
  expect(one.dataplane.figures()).toEqual({ streams: 2, listeners: 1, sessions: 1, parked: 1, heldBack: [] })
  await fetch(one.url, { method: 'DELETE', headers: session })
  await Promise.all([news.ended, call.ended])
  expect(one.dataplane.figures()).toEqual({ streams: 0, listeners: 0, sessions: 0, parked: 1, heldBack: [] })
})

describe('a parked call', () => {
  test('is taken up in the process that parked it, and is over where that is gone', async () => {
    const [one, other] = await start()
    const first = askParked()
    const { body } = await one.post(first.body, { ...first.headers, accept: 'application/json' })
    const retry = askParked(String(body.result?.['requestState']))
    expect((await other.post(retry.body, retry.headers)).body.error).toMatchObject({
      code: -32602,
      message: expect.stringContaining('is over'),
    })
    other.workers.others.add(one.workers.self)
    expect((await other.post(retry.body, retry.headers)).body).toEqual({ from: one.workers.self })
  })
})
