import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import type { CallRecord } from '../../../lib/audit/index.ts'
import { createDataplane } from '../../../lib/dataplane/index.ts'
import { createUrlPolicy } from '../../../lib/kernel/url-policy.ts'
import { Secret } from '../../../lib/kernel/secret.ts'
import { createChangeBus } from '../../../lib/platform/changes.ts'
import { createKeyring } from '../../../lib/platform/crypto/keyring.ts'
import { createEgress } from '../../../lib/platform/http/index.ts'
import { createTokenVerifier } from '../../../lib/policy/index.ts'
import { DomainError } from '../../../lib/kernel/domain-error.ts'
import { createIssuer, now } from './issuer.ts'
import { createKeyRoom } from './keys.ts'
import { createGatewayRooms, createIdentityRoom } from './rooms.ts'

export const gatewayId = 'team-abcdefghij'

export const newKey = () => randomBytes(32).toString('base64')

type Limits = NonNullable<Parameters<typeof createDataplane>[1]>

/** A data plane on a real port, with its neighbours in memory and a clock that stands still. */
export async function createTestGateway(
  limits: Limits = {},
  key = newKey(),
  changes = createChangeBus(),
  own?: Parameters<typeof createTokenVerifier>[0]['own'],
) {
  const clock = { at: now, now: () => clock.at }
  const logger = pino({ level: 'silent' })
  const issuer = await createIssuer()
  const rooms = createGatewayRooms()
  const urlPolicy = createUrlPolicy({ isLoopback: true, egressAllow: [], publicOrigin: 'http://127.0.0.1' })
  const egress = createEgress({ urlPolicy, logger })
  const keys = createKeyRoom({ changes, clock, logger })
  const calls: CallRecord[] = []
  const keyring = createKeyring([{ id: 'k1', key: new Secret(key) }])
  /** Other processes of the same port, as far as a test has some. */
  const forwarded: string[] = []
  const workers = {
    self: randomBytes(6).toString('hex'),
    forward: async (worker: string, _: IncomingMessage, res: ServerResponse) => {
      forwarded.push(worker)
      if (!workers.others.has(worker)) return false
      res.writeHead(200, { 'content-type': 'application/json' }).end(`{"from":"${worker}"}`)
      return true
    },
    others: new Set<string>(),
  }

  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const publicOrigin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const people = createIdentityRoom(publicOrigin)
  /** Subjects of the issuer whose people are disabled here. */
  const barred = new Set<string>()
  const verifier = createTokenVerifier({
    ...{ egress: issuer.client, clock, logger },
    admitsAccount: ({ sub }) => !barred.has(sub),
    ...(own && { own }),
  })
  const dataplane = createDataplane(
    {
      ...rooms,
      apiKeys: keys.apiKeys,
      identity: people.identity,
      policy: {
        ...verifier,
        verify: async ({ rawHeaders }) => {
          if (rawHeaders.includes('AWS4-HMAC-SHA256 good'))
            return {
              ...{ accessKeyId: 'AK', arn: 'arn:aws:iam::0:user/a', signatureId: 's', signedAt: 0 },
              signedHeaders: new Set(),
            }
          throw new DomainError('InvalidSignatureException', 'The signature does not match.')
        },
      },
      keyring,
      changes,
      clock,
      logger,
      egress,
      calls: { record: (call) => void calls.push(call) },
      workers,
      publicOrigin,
      isLoopback: true,
    },
    limits,
  )
  server.on('request', (req, res) => {
    const id = /^\/gateways\/([^/]+)\/mcp(?:\?|$)/.exec(req.url ?? '')?.[1] ?? ''
    void dataplane.handleMcp(req, res, id)
  })

  const url = `${publicOrigin}/gateways/${gatewayId}/mcp`
  const send = (body: unknown, headers: Record<string, string> = {}, init: RequestInit = {}, at = url) =>
    fetch(at, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
    })
  const bearer = async (sub = 'alice') => ({ authorization: `Bearer ${await issuer.sign({ sub })}` })
  const call = async (name: string, headers: Record<string, string> = {}, params: Record<string, unknown> = {}) => {
    const body = { jsonrpc: '2.0', id: 'c1', method: 'tools/call', params: { name, arguments: {}, ...params } }
    const response = await send(body, headers)
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer }
  }
  const initialize = async (
    capabilities: object = {},
    headers: Record<string, string> = {},
    version = '2025-11-25',
  ) => {
    const params = { protocolVersion: version, capabilities, clientInfo: { name: 'test', version: '1' } }
    const response = await send({ jsonrpc: '2.0', id: 0, method: 'initialize', params }, headers)
    return { 'mcp-session-id': response.headers.get('mcp-session-id') ?? '', 'mcp-protocol-version': version }
  }
  const close = async () => {
    dataplane.close()
    keys.apiKeys.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await egress.close()
  }
  const sending = { url, send, bearer, call, initialize }
  return {
    dataplane,
    key,
    clock,
    issuer,
    barred,
    rooms,
    keys,
    people,
    changes,
    calls,
    workers,
    forwarded,
    publicOrigin,
    ...sending,
    close,
  }
}

export interface Answer {
  id: unknown
  result?: {
    content: { text: string }[]
    isError?: boolean
    _meta?: Record<string, unknown>
    [member: string]: unknown
  }
  error?: { code: number; message: string; data?: unknown }
}
