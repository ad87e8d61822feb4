import { readdirSync } from 'node:fs'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { attach, createOpenGateway } from '../_support/open-gateway.ts'
import { eventually, startPostern, type RunningPostern } from '../_support/postern.ts'
import { startPatientServer, type PatientServer } from './patient-server.ts'

/** Clients that are there at the same time. */
const crowd = 250
const clients = 10_000

let postern: RunningPostern
let server: PatientServer
let gatewayUrl: string

beforeAll(async () => {
  postern = await startPostern({ LOG_LEVEL: 'warn' })
  server = await startPatientServer()
  const gateway = await createOpenGateway(postern, 'vanishing')
  await attach(postern, gateway.gatewayId, { name: 'patient', endpoint: server.url })
  gatewayUrl = `${gateway.gatewayUrl}?names=bare`
})
afterAll(async () => {
  await postern.stop()
  await server.close()
})

/** What the front door holds open: sockets, files, pipes, timers' own descriptors. */
const descriptors = (): number => readdirSync(`/proc/${postern.pid()}/fd`).length

const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/logLevel': 'info',
}

/** A way to call, and whether something of the answer has come by the time that the client leaves. */
const ways = {
  'a client of the modern era that waits': { tool: 'silent', era: 'modern' },
  'a client of the modern era in the middle of a stream': { tool: 'talking', era: 'modern' },
  'a client with a session that waits': { tool: 'silent', era: 'legacy' },
  'a client with a session in the middle of a stream': { tool: 'talking', era: 'legacy' },
} as const

type Way = (typeof ways)[keyof typeof ways]

const openSession = async (): Promise<string> => {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'v', version: '1' } }
  const opened = await fetch(gatewayUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }),
  })
  await opened.text()
  return opened.headers.get('mcp-session-id') ?? ''
}

/** Sends a call over a connection of its own; resolves with what ends it, once the server or the stream is there. */
function call({ tool, era }: Way, id: number, session: string) {
  const modern = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': tool }
  const sent = request(gatewayUrl, {
    method: 'POST',
    agent: false,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(era === 'modern' ? modern : { 'mcp-protocol-version': '2025-11-25', 'mcp-session-id': session }),
    },
  })
  const begun = new Promise<void>((resolve) => {
    sent.on('response', (response) => response.on('data', () => resolve()).on('error', () => undefined))
  })
  sent.on('error', () => undefined)
  const params = { name: tool, arguments: {}, ...(era === 'modern' ? { _meta: envelope } : {}) }
  sent.end(JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params }))
  return { begun, vanish: () => sent.destroy() }
}

async function crowdVanishes(way: Way, size: number): Promise<void> {
  const session = way.era === 'legacy' ? await openSession() : ''
  const before = server.arrived()
  const calls = Array.from({ length: size }, (_, index) => call(way, index + 1, session))
  await eventually(
    () => Promise.resolve(server.arrived()),
    (arrived) => arrived === before + size,
  )
  if (way.tool === 'talking') await Promise.all(calls.map(({ begun }) => begun))
  for (const { vanish } of calls) vanish()
}

it(`${clients} clients that vanish in the middle of a call leave no socket, handle or call behind`, async () => {
  const kinds = Object.values(ways)
  for (const way of kinds) await crowdVanishes(way, 10)
  await eventually(
    () => Promise.resolve(server.open()),
    (open) => open === 0,
  )
  const base = await eventually(
    () => Promise.resolve(descriptors()),
    () => true,
  )

  for (let gone = 0; gone < clients; gone += crowd)
    await crowdVanishes(kinds[(gone / crowd) % kinds.length] as Way, crowd)

  expect(server.arrived()).toBeGreaterThanOrEqual(clients)
  await eventually(
    () => Promise.resolve(server.open()),
    (open) => open === 0,
  )
  await eventually(
    () => Promise.resolve(descriptors()),
    (held) => held <= base + 10,
  )
})
