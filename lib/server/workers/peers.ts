import {
  request as httpRequest,
  Agent,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { join } from 'node:path'
import type { Workers } from '../../dataplane/index.ts'
import { timingSafeEqualText } from '../../platform/crypto/hash.ts'
import type { Logger } from '../../platform/logger.ts'
import { sendRefusal } from '../answers.ts'
import { createLimitedServer } from '../http-server.ts'
import { dropHeader } from '../request.ts'

export interface PeersDependencies {
  /** Of this process; becomes the name of its socket. */
  self: string
  /** 0700, for the sockets of all processes of this port. */
  folder: string
  /** Of this start: whoever shows it is one of us. */
  secret: string
  logger: Logger
}

export interface Peers extends Workers {
  /** Takes requests that another process hands over. */
  open(listener: RequestListener): Promise<void>
  close(): Promise<void>
}

const secretHeader = 'x-postern-peer'
const connectionBound = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
  'upgrade',
])
/** That of `randomToken`: a name that was sealed by an older start is still no path. */
const nameForm = /^[\w-]{1,32}$/
/** Nobody listens there: nothing was sent, so it may be answered by somebody else. */
const neverThere = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'])
const spareMs = 30_000

/** The processes that serve one port, each on a socket of its own for what only it holds. */
export function createPeers({ self, folder, secret, logger }: PeersDependencies): Peers {
  const agent = new Agent({ keepAlive: true, timeout: spareMs })
  const server = createLimitedServer()

  const headersFor = (req: IncomingMessage, body: Buffer | undefined): string[] => {
    const kept = [secretHeader, secret]
    for (let index = 0; index < req.rawHeaders.length; index += 2) {
      const name = req.rawHeaders[index]?.toLowerCase() ?? ''
      if (!connectionBound.has(name) && name !== secretHeader) kept.push(name, req.rawHeaders[index + 1] ?? '')
    }
    if (body) kept.push('content-length', String(body.length))
    return kept
  }

  return {
    self,

    async open(listener) {
      server.on('request', (request, response) => {
        const shown = request.headers[secretHeader]
        if (typeof shown !== 'string' || !timingSafeEqualText(shown, secret)) {
          response.writeHead(403).end()
          return
        }
        dropHeader(request, secretHeader)
        listener(request, response)
      })
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        // Exclusive: in a cluster a path would be shared among all of them.
        server.listen({ path: join(folder, self), exclusive: true }, () => {
          server.off('error', reject)
          resolve()
        })
      })
    },

    close() {
      agent.destroy()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },

    forward(worker, req, res, body) {
      if (worker === self || !nameForm.test(worker)) return Promise.resolve(false)
      return new Promise((resolve) => {
        const headers = headersFor(req, body)
        const place = { socketPath: join(folder, worker), agent, method: req.method, path: req.url, headers }
        const outgoing = httpRequest(place as unknown as Parameters<typeof httpRequest>[0])
        const onClientGone = (): void => void outgoing.destroy()
        res.once('close', onClientGone)
        outgoing.once('response', (answer) => {
          passOn(answer, res)
          resolve(true)
        })
        outgoing.once('error', (error: Error & { code?: string }) => {
          res.off('close', onClientGone)
          if (neverThere.has(error.code ?? '') && !res.destroyed) return resolve(false)
          if (!res.destroyed && !res.writableEnded) breakOff(res, error, logger)
          resolve(true)
        })
        outgoing.end(body)
      })
    },
  }
}

const ofThisConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date'])

/** What was set here before gives way to what the other process says; of two headers of one name none is lost. */
function passOn(answer: IncomingMessage, res: ServerResponse): void {
  const said: [string, string][] = []
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    const name = answer.rawHeaders[index]?.toLowerCase() ?? ''
    if (!ofThisConnection.has(name)) said.push([name, answer.rawHeaders[index + 1] ?? ''])
  }
  for (const [name] of said) res.removeHeader(name)
  for (const [name, value] of said) res.appendHeader(name, value)
  res.writeHead(answer.statusCode ?? 502)
  res.flushHeaders()
  answer.once('error', () => res.destroy())
  answer.pipe(res)
}

/** It may have been carried out over there, so it is not done again here. */
function breakOff(res: ServerResponse, error: Error, logger: Logger): void {
  logger.warn({ err: error }, 'A process of this port ended while it answered a request that was handed over to it.')
  const message =
    'The process of Postern that holds this session ended before it answered. Whether the call was carried out is not known.'
  sendRefusal(res, 'mcp', { status: 502, message }, String(res.getHeader('x-amzn-requestid') ?? ''))
}
