import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { localhostHostValidation, localhostOriginValidation, toNodeHandler } from '@modelcontextprotocol/node'
import {
  classifyInboundRequest,
  createMcpHandler,
  isInitializeRequest,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import { createEverything } from './create-server.ts'
import { createEventStore } from './event-store.ts'
import { createState, type EverythingState } from './state.ts'

/** How long a client that was hung up on should wait before it comes back. */
const retryMs = 500

export interface EverythingServer {
  readonly url: string
  readonly state: EverythingState
  close(): Promise<void>
}

/** Our own everything-server: both eras on one address of the loopback, with sessions for the older one. */
export async function startEverythingServer(port = 0): Promise<EverythingServer> {
  const state = createState()
  const modern = createMcpHandler(() => createEverything(state).server, { legacy: 'reject' })
  state.modern = modern
  const answerModern = toNodeHandler(modern)
  const answerLegacy = legacySessions(state)
  const isHostOurs = localhostHostValidation()
  const isOriginOurs = localhostOriginValidation()

  const server = createServer((req, res) => {
    void answer(req, res).catch((cause: unknown) => {
      if (!res.headersSent) refuse(res, 500, -32603, String(cause))
    })
  })
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (!isHostOurs(req, res) || !isOriginOurs(req, res)) return
    const body = req.method === 'POST' ? await readJson(req) : undefined
    if (body instanceof SyntaxError) return refuse(res, 400, -32700, 'Parse error')
    const era = classifyInboundRequest({
      httpMethod: req.method ?? 'GET',
      ...headerOf(req, 'mcp-protocol-version', 'protocolVersionHeader'),
      ...headerOf(req, 'mcp-method', 'mcpMethodHeader'),
      body,
    })
    return era.kind === 'legacy' ? answerLegacy(req, res, body) : answerModern(req, res, body)
  }
  await listen(server, port)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    state,
    async close() {
      for (const session of state.sessions) await session.server.close()
      await modern.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function legacySessions(state: EverythingState) {
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>()
  async function answer(request: Request, body: unknown): Promise<Response> {
    const id = request.headers.get('mcp-session-id')
    if (id !== null) {
      const session = sessions.get(id)
      if (session === undefined) return refusal(404, -32001, 'Session not found')
      return inOnePiece(await session.handleRequest(request, { parsedBody: body }), body)
    }
    if (!isInitializeRequest(body)) return refusal(400, -32000, 'Bad Request: Mcp-Session-Id header is required')
    const parts = createEverything(state)
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      eventStore: createEventStore(),
      retryInterval: retryMs,
      onsessioninitialized: (sessionId) => {
        sessions.set(sessionId, transport)
        state.sessions.add(parts)
      },
    })
    transport.onclose = () => {
      sessions.delete(transport.sessionId ?? '')
      state.sessions.delete(parts)
    }
    await parts.server.connect(transport)
    return transport.handleRequest(request, { parsedBody: body })
  }
  return toNodeHandler({ fetch: (request, options) => answer(request, options?.parsedBody) })
}

/** Lists are answered by one JSON body, as by servers that keep streams for what takes a while. */
async function inOnePiece(response: Response, body: unknown): Promise<Response> {
  const { method } = (body ?? {}) as { method?: unknown }
  if (typeof method !== 'string' || !method.endsWith('/list')) return response
  const data = /^data: (\{[^\n]*)/m.exec(await response.text())?.[1]
  return new Response(data, { status: response.status, headers: { 'content-type': 'application/json' } })
}

function headerOf<N extends string>(req: IncomingMessage, header: string, name: N): Partial<Record<N, string>> {
  const value = req.headers[header]
  return typeof value === 'string' ? ({ [name]: value } as Record<N, string>) : {}
}

async function readJson(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch (cause) {
    return cause as SyntaxError
  }
}

const errorText = (code: number, message: string): string =>
  JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } })

const refusal = (status: number, code: number, message: string): Response =>
  new Response(errorText(code, message), { status, headers: { 'content-type': 'application/json' } })

function refuse(res: ServerResponse, status: number, code: number, message: string): void {
  res.writeHead(status, { 'content-type': 'application/json' })
  res.end(errorText(code, message))
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
