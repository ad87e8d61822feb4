import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { callOf, createLiveGateway } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, json, resultOf, sessionServer } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { servingTarget } from '../../_support/dataplane/rooms.ts'

let gateway: Awaited<ReturnType<typeof createLiveGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
let server: ReturnType<typeof sessionServer>
async function start(options: Parameters<typeof createLiveGateway>[1] = {}) {
  server = sessionServer(({ message }, res) => json(res, resultOf(message.id, 'hello')))
  upstream = await createUpstream(server.handler)
  gateway = await createLiveGateway([servingTarget('notes', upstream.endpoint, ['read'])], options)
}
beforeEach(() => start())
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }

describe('agentcore.md f.5 a gateway with sessionConfiguration', () => {
  test('wants a session of every request but initialize, of notifications too', async () => {
    for (const body of [ping, { jsonrpc: '2.0', method: 'notifications/initialized' }, callOf('notes___read')]) {
      const { status, body: answer } = await gateway.post(body)
      expect(status).toBe(400)
      expect(answer.error?.message).toBe('Missing required Mcp-Session-Id header')
    }
    expect((await gateway.listen({})).status).toBe(400)
    expect((await fetch(gateway.url, { method: 'DELETE' })).status).toBe(400)
  })

  test('does not know a session that was never there, that is over, or that is on another gateway', async () => {
    const session = await gateway.initialize()
    expect((await gateway.post(ping, session)).status).toBe(200)
    const unknown = await gateway.post(ping, { 'mcp-session-id': 'made-up' })
    expect(unknown).toMatchObject({ status: 404, body: { error: { message: 'Session not found or expired' } } })
    gateway.clock.at += 900_000
    expect((await gateway.post(ping, session)).status).toBe(404)
    expect((await gateway.listen(session)).status).toBe(404)
  })

  test('DELETE ends a session, its stream, its calls, and its sessions at MCP servers', async () => {
    let hang: (() => void) | undefined
    const hanging = new Promise<void>((resolve) => (hang = resolve))
    upstream.state.handler = (received, res, req) =>
      received.message.method === 'tools/call' && received.message.id === 'slow'
        ? hang?.()
        : server.handler(received, res, req)
    const session = await gateway.initialize()
    await gateway.post(callOf('notes___read'), session)
    expect(server.open.size).toBe(1)
    const news = await gateway.listen(session)
    expect(news.status).toBe(200)
    const slow = gateway.post(callOf('notes___read', 'slow'), session)
    await hanging
    expect((await fetch(gateway.url, { method: 'DELETE', headers: session })).status).toBe(204)
    await news.ended
    await slow
    for (const status of [
      (await gateway.post(ping, session)).status,
      (await fetch(gateway.url, { method: 'DELETE', headers: session })).status,
    ])
      expect(status).toBe(404)
    await expect.poll(() => server.open.size).toBe(0)
    const cancelled = upstream.received.find(({ message }) => message.method === 'notifications/cancelled')
    expect(cancelled?.message.params).toMatchObject({ requestId: 'slow' })
  })

  test('lets requests of 2026-07-28 be, which have no session', async () => {
    const { body, headers } = modernRequest('tools/list')
    expect((await gateway.post(body, headers)).status).toBe(200)
    const modern = { 'mcp-protocol-version': '2026-07-28', accept: 'text/event-stream' }
    for (const method of ['GET', 'DELETE'])
      expect((await fetch(gateway.url, { method, headers: modern })).status).toBe(405)
  })

  test('says which methods it takes', async () => {
    const allow = async (method: string, headers: Record<string, string>) => {
      const response = await fetch(gateway.url, { method, headers })
      return [response.status, response.headers.get('allow')]
    }
    expect(await allow('PUT', {})).toEqual([405, 'POST, GET, DELETE'])
    expect(await allow('GET', { accept: 'application/json' })).toEqual([405, 'POST, GET, DELETE'])
  })
})

describe('R16 a session is heard from its own principal alone', () => {
  test('another principal with a stolen id: unknown, for every method', async () => {
    await gateway.close()
    await upstream.close()
    await start({ signIn: true })
    const alice = await gateway.bearer('alice')
    const mallory = await gateway.bearer('mallory')
    const session = await gateway.initialize({}, alice)
    expect((await gateway.post(ping, { ...session, ...alice })).status).toBe(200)
    const stolen = { ...session, ...mallory }
    expect((await gateway.post(ping, stolen)).status).toBe(404)
    expect((await gateway.listen(stolen)).status).toBe(404)
    expect((await fetch(gateway.url, { method: 'DELETE', headers: stolen })).status).toBe(404)
    expect((await gateway.post(ping, { ...session, ...alice })).status).toBe(200)
  })
})

test('without sessionConfiguration a session stays optional, and GET and DELETE are not there', async () => {
  await gateway.close()
  await upstream.close()
  await start({ change: { sessionConfiguration: undefined } })
  const session = await gateway.initialize()
  expect((await gateway.post(ping)).status).toBe(200)
  expect((await gateway.post(ping, session)).status).toBe(200)
  for (const method of ['GET', 'DELETE'])
    expect((await fetch(gateway.url, { method, headers: { ...session, accept: 'text/event-stream' } })).status).toBe(
      405,
    )
})
