// The front door with rooms that only say that they were reached. Run as a process of its own: signals and kills are real.
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createLogger } from '../../../lib/platform/logger.ts'
import { systemEnvironment } from '../../../lib/platform/env.ts'
import { sendJson } from '../../../lib/server/answers.ts'
import { createMetrics } from '../../../lib/server/metrics/metrics.ts'
import { newInternalSecret, serve } from '../../../lib/server/serve.ts'
import { stopOnSignal } from '../../../lib/server/signals.ts'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const port = Number(process.argv[2])
const say = (event: object): void => void process.stdout.write(`${JSON.stringify(event)}\n`)
const internalSecret = newInternalSecret()
const slow: (() => void)[] = []
const streams: ServerResponse[] = []

const server = await serve({
  place: {
    port,
    host: '127.0.0.1',
    publicUrl: new URL(`http://localhost:${port}`),
    publicOrigin: `http://localhost:${port}`,
    isLoopback: true,
  },
  rooms: {
    mcp(request, response, gatewayId) {
      if (request.method !== 'GET') return sendJson(response, 200, { room: 'mcp', gatewayId })
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      streams.push(response)
    },
    drain: () => streams.forEach((stream) => stream.end('retry: 1000\n\n')),
    resourceMetadata: (gatewayId) => Promise.resolve({ status: 200, body: { gatewayId } }),
    async control(request, response) {
      if (request.url === '/api/fails') throw new Error('planted')
      if (request.url === '/api/slow') {
        say({ slow: 'begun' })
        await new Promise<void>((resolve) => slow.push(resolve))
      }
      if (request.url === '/api/finish-slow') for (const finish of slow) finish()
      sendJson(response, 200, { room: 'control', trusted: request.headers['x-postern-internal'] === internalSecret })
    },
    metrics: createMetrics(),
    oauth: async (_request, response, path) => sendJson(response, 200, { room: 'oauth', path }),
    browser: {
      visitor: ({ headers }) =>
        Promise.resolve(
          headers.cookie === 'ada=1'
            ? { kind: 'console', userId: 'u-1', email: 'ada@example.com', role: 'admin', sessionId: 's-1' }
            : undefined,
        ),
      legs: {
        authorize: () => Promise.resolve({ kind: 'redirect', location: '/connect', setCookies: ['bind=1'] }),
        decide: ({ form, visitor }) =>
          Promise.resolve({ kind: 'redirect', location: `/went?${String(form)}&by=${visitor?.userId}` }),
        callback: (id) =>
          Promise.resolve({ kind: 'problem', status: 400, title: 'Spent', text: `The link ${id} is spent.` }),
      },
    },
    [Symbol.asyncDispose]: async () => say({ rooms: 'stopped' }),
  },
  console: {
    command: (consolePort) => [
      process.execPath,
      here('../../../lib/server/console-guard.mjs'),
      here('./stub-console.mjs'),
      String(consolePort),
    ],
    cwd: process.cwd(),
    environment: systemEnvironment(),
    backOffMs: 10,
  },
  internalSecret,
  dev: false,
  logger: createLogger({ level: 'silent', format: 'json' }),
})
stopOnSignal(() => {
  say({ signal: 'received' })
  process.stdin.resume()
  // A drain is only seen to be one while something is under way: the test says when that may finish.
  void once(process.stdin, 'data').then(() => slow.forEach((finish) => finish()))
  return server.stop().finally(() => process.stdin.destroy())
})
say({ ready: server.port })
