import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPeers, type Peers } from '../../../lib/server/workers/peers.ts'
import { silent } from '../../_support/databases.ts'

let folder: string
let door: Server
let holder: Peers
let asker: Peers
let forwarded: Promise<boolean>

/** A door that hands everything over to the process that the header names, as the data plane does with a session. */
async function start(listener: RequestListener) {
  folder = await mkdtemp(join(tmpdir(), 'peers-'))
  const settings = { folder, secret: 'secret-of-this-start', logger: silent }
  holder = createPeers({ ...settings, self: 'holder' })
  asker = createPeers({ ...settings, self: 'asker' })
  await holder.open(listener)
  door = createServer((req, res) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk as Buffer)
      const body = req.method === 'POST' ? Buffer.concat(chunks) : undefined
      forwarded = asker.forward(String(req.headers['x-worker'] ?? 'holder'), req, res, body)
      if (!(await forwarded)) res.writeHead(210).end('here')
    })()
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  return `http://127.0.0.1:${(door.address() as AddressInfo).port}`
}

let seen: IncomingMessage[]
beforeEach(() => void (seen = []))
afterEach(async () => {
  door.closeAllConnections()
  door.close()
  await Promise.all([holder.close(), asker.close()])
  await rm(folder, { recursive: true, force: true })
})

describe('a request that another process holds the session of', () => {
  test('is handed over with method, address, headers and body, and answered as that process answers', async () => {
    const url = await start((req, res) => {
      seen.push(req)
      req.pipe(res.writeHead(201, { 'x-said': 'holder', 'content-type': 'text/plain' }))
    })
    const headers = { 'mcp-session-id': 'sealed', 'x-postern-peer': 'guess' }
    const answer = await fetch(`${url}/gateways/g/mcp?names=bare`, { method: 'POST', headers, body: 'the body' })
    expect([answer.status, answer.headers.get('x-said'), await answer.text()]).toEqual([201, 'holder', 'the body'])
    expect(seen[0]?.url).toBe('/gateways/g/mcp?names=bare')
    expect(seen[0]?.headers['mcp-session-id']).toBe('sealed')
    expect(seen[0]?.headers['x-postern-peer']).toBeUndefined()
  })

  test('streams events as they come, and the end of the client ends the answer over there', async () => {
    let ended: Promise<unknown> = Promise.resolve()
    const url = await start((_, res) => {
      ended = once(res, 'close')
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n')
    })
    const answer = await fetch(url)
    const reader = answer.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data: one\n\n')
    await reader?.cancel()
    await ended
  })

  test.each(['gone', '../holder', 'asker', ''])(
    'for a process that is not there (%j) is answered here',
    async (name) => {
      const url = await start((_, res) => void res.end())
      const answer = await fetch(url, { headers: { 'x-worker': name || '.' } })
      expect([answer.status, await answer.text()]).toEqual([210, 'here'])
    },
  )

  test('that broke off half-way is not done again: the caller is told that its fate is not known', async () => {
    const url = await start((req) => void req.socket.destroy())
    const answer = await fetch(url, { method: 'POST', body: '{}' })
    expect([answer.status, await forwarded]).toEqual([502, true])
    expect(await answer.text()).toContain('Whether the call was carried out is not known')
  })

  test.each([{}, { 'x-postern-peer': 'guess' }])('cannot be made up by who reaches the socket: %o', async (headers) => {
    await start((_, res) => void res.end('reached'))
    const asked = request({ socketPath: join(folder, 'holder'), path: '/gateways/g/mcp', headers }).end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    answer.resume()
    expect(answer.statusCode).toBe(403)
  })
})
