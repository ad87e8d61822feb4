import { randomBytes } from 'node:crypto'
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Logger } from '../platform/logger.ts'
import { sendRefusal } from './answers.ts'
import type { ConsoleSupervisor } from './console-supervisor.ts'
import { pathOf } from './route-table.ts'
import { consoleHeaders, contentSecurityPolicy, type SecurityHeaderSettings } from './security-headers.ts'

export interface ConsoleProxyDependencies {
  supervisor: Pick<ConsoleSupervisor, 'port'>
  publicUrl: URL
  headers: SecurityHeaderSettings
  logger: Logger
}

export interface ConsoleProxy {
  handle(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void>
  /** WebSocket upgrades of `next dev`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>
  close(): void
}

/** How long a request waits for a console that is starting. */
const holdMs = 15_000
/** A console that dies is asked for a moment more; what only reads is asked of the next one instead. */
const secondTry = { times: 3, afterMs: 150 } as const
/** Pages post to /api; what reaches the console itself is next-auth's small forms. */
const maxBodyBytes = 1024 * 1024

const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Asks for something, changes nothing and has no body: it may be sent twice. */
const onlyReads = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers['transfer-encoding'] === undefined &&
  (headers['content-length'] ?? '0') === '0'

/** Headers of the console's answers that are not passed on: they are noise, or the front door's own. */
const withheld = new Set(['x-powered-by', 'x-request-id'])

/** Headers that only the front door may say to Next; from outside they steer its router past its own checks. */
const ours = /^(x-forwarded-|x-postern-|x-middleware-|x-invoke-|x-nonce$|forwarded$|content-security-policy)/

function* pairs(raw: readonly string[]): Generator<[string, string]> {
  for (let index = 0; index < raw.length; index += 2) yield [raw[index] ?? '', raw[index + 1] ?? '']
}

function requestHeaders(request: IncomingMessage, publicUrl: URL, upgrade: boolean): string[] {
  const headers: string[] = []
  for (const [name, value] of pairs(request.rawHeaders)) {
    const key = name.toLowerCase()
    if (ours.test(key)) continue
    if (hopByHop.has(key) && !(upgrade && (key === 'connection' || key === 'upgrade'))) continue
    headers.push(name, value)
  }
  // Node frames no body of a GET by itself: unframed, the console would take it for the next request on this connection.
  if (request.headers['transfer-encoding'] !== undefined) headers.push('transfer-encoding', 'chunked')
  headers.push('x-forwarded-host', publicUrl.host, 'x-forwarded-proto', publicUrl.protocol.slice(0, -1))
  return headers
}

/** Appended one by one: an array given to `writeHead` beside `setHeader` loses all but the last Set-Cookie (Node 20). */
function copyHeaders(
  answer: IncomingMessage,
  response: ServerResponse,
  path: string,
  policy: string,
  settings: SecurityHeaderSettings,
): void {
  const added = new Map(consoleHeaders(path, settings))
  if (answer.headers['content-type']?.startsWith('text/html')) added.set('content-security-policy', policy)
  for (const [name, value] of pairs(answer.rawHeaders)) {
    const key = name.toLowerCase()
    if (hopByHop.has(key) || withheld.has(key) || added.has(key)) continue
    response.appendHeader(name, value)
  }
  for (const [name, value] of added) response.setHeader(name, value)
}

/** Passes everything that is not ours to the console, streaming both ways. */
export function createConsoleProxy(deps: ConsoleProxyDependencies): ConsoleProxy {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })

  /** @param again asks the next console, where this one breaks off before it has answered */
  const forward = (
    port: number,
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    again?: () => void,
  ): void => {
    const path = pathOf(request.url ?? '/')
    const nonce = randomBytes(16).toString('base64')
    const policy = contentSecurityPolicy(nonce, path, deps.headers)
    const headers = requestHeaders(request, deps.publicUrl, false)
    // Next puts the nonce of the policy that it is sent on the scripts that it writes.
    headers.push('content-security-policy', policy, 'x-nonce', nonce, 'x-request-id', requestId)
    headers.push('x-postern-path', request.url ?? '/')
    const options = { host: '127.0.0.1', port, agent, method: request.method, path: request.url, headers }
    const outgoing = httpRequest(options as unknown as Parameters<typeof httpRequest>[0])
    const refuse = (status: number, message: string): void => {
      sendRefusal(response, 'console', { status, message }, requestId)
      outgoing.destroy()
    }
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBodyBytes) refuse(413, 'The request is larger than any form of the console.')
    })
    if (onlyReads(request)) outgoing.end()
    else request.pipe(outgoing)
    response.once('close', () => outgoing.destroy())
    outgoing.once('error', (error) => {
      if (response.destroyed || response.writableEnded) return
      if (again && !response.headersSent) return again()
      deps.logger.warn({ err: error, requestId }, 'The console broke off an answer.')
      refuse(
        502,
        'The console broke off. It is started again by itself; the gateway goes on. Reload the page in a moment.',
      )
    })
    outgoing.once('response', (answer) => {
      answer.once('error', () => response.destroy())
      copyHeaders(answer, response, path, policy, deps.headers)
      response.writeHead(answer.statusCode ?? 502)
      answer.pipe(response)
    })
  }

  const serve = async (
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    triesLeft: number,
  ): Promise<void> => {
    const port = await deps.supervisor.port(holdMs)
    const next = () => void serve(request, response, requestId, triesLeft - 1)
    const again = triesLeft > 0 ? () => setTimeout(next, secondTry.afterMs) : undefined
    if (port !== undefined) return forward(port, request, response, requestId, again)
    response.setHeader('retry-after', '5')
    const message =
      'The console is not running. It is started again by itself; the gateway goes on. Reload in a moment.'
    sendRefusal(response, 'console', { status: 503, message }, requestId)
  }

  return {
    handle: (request, response, requestId) =>
      serve(request, response, requestId, onlyReads(request) ? secondTry.times : 0),

    async upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy())
      const port = await deps.supervisor.port(holdMs)
      if (port === undefined) return void socket.destroy()
      const inner = connect(port, '127.0.0.1', () => {
        const lines = [`${request.method} ${request.url} HTTP/1.1`]
        for (const [name, value] of pairs(requestHeaders(request, deps.publicUrl, true)))
          lines.push(`${name}: ${value}`)
        inner.write(`${lines.join('\r\n')}\r\n\r\n`)
        if (head.length > 0) inner.write(head)
        inner.pipe(socket).pipe(inner)
      })
      inner.on('error', () => socket.destroy())
      inner.on('close', () => socket.destroy())
      socket.on('close', () => inner.destroy())
    },

    close: () => agent.destroy(),
  }
}
