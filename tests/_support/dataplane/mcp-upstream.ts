import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  method: string
  url: string
  headers: IncomingHttpHeaders
  message: {
    id?: string | number
    method?: string
    params?: Record<string, unknown>
    result?: unknown
    error?: unknown
  }
}
export type Handler = (received: Received, res: ServerResponse, req: IncomingMessage) => void | Promise<void>

export const json = (res: ServerResponse, message: unknown, headers: Record<string, string> = {}, status = 200) => {
  const body = JSON.stringify(message)
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers })
  res.end(body)
}
export const resultOf = (id: unknown, text: string) => ({
  jsonrpc: '2.0',
  id,
  result: { content: [{ type: 'text', text }] },
})
export const sse = (res: ServerResponse) => res.writeHead(200, { 'content-type': 'text/event-stream' })
export const event = (message: unknown) => `event: message\ndata: ${JSON.stringify(message)}\n\n`

/** Answers `initialize` and notifications as a server without sessions does, and leaves the rest to `onCall`. */
export const plainServer =
  (onCall: Handler): Handler =>
  (received, res, req) => {
    const { id, method } = received.message
    if (method === 'initialize')
      return json(res, {
        jsonrpc: '2.0',
        id,
        result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'u', version: '1' } },
      })
    if (method === 'server/discover')
      return json(res, { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } })
    if (id === undefined || method === undefined) return void res.writeHead(202).end()
    return onCall(received, res, req)
  }

/** Like `plainServer`, with a session by `initialize` that ends with DELETE; GET goes to `onGet`. */
export function sessionServer(onCall: Handler, onGet: Handler = (_, res) => void res.writeHead(405).end()) {
  const open = new Set<string>()
  let count = 0
  const handler: Handler = (received, res, req) => {
    const { id, method } = received.message
    const session = String(received.headers['mcp-session-id'])
    if (method === 'initialize') {
      const name = `s${++count}`
      open.add(name)
      const capabilities = { tools: {}, logging: {}, resources: { subscribe: true } }
      const result = { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'u', version: '1' } }
      return json(res, { jsonrpc: '2.0', id, result }, { 'mcp-session-id': name })
    }
    if (method === 'server/discover')
      return json(res, { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } })
    if (!open.has(session)) return void res.writeHead(404).end()
    if (received.method === 'DELETE') {
      open.delete(session)
      return void res.writeHead(204).end()
    }
    if (received.method === 'GET') return onGet(received, res, req)
    if (id === undefined || method === undefined) return void res.writeHead(202).end()
    return onCall(received, res, req)
  }
  return { handler, open }
}

/** A real HTTP server that plays an MCP server, well or badly behaved, and keeps what it was sent. */
export async function createUpstream(handler: Handler) {
  const received: Received[] = []
  const state = { handler }
  const busy = new Set<ServerResponse>()
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    busy.add(res)
    res.once('close', () => busy.delete(res))
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const entry: Received = {
        method: req.method ?? '',
        url: req.url ?? '',
        headers: req.headers,
        message: text === '' ? {} : (JSON.parse(text) as Received['message']),
      }
      received.push(entry)
      void state.handler(entry, res, req)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return {
    endpoint: `http://127.0.0.1:${port}/mcp`,
    received,
    state,
    /** Requests whose answer has neither ended nor been given up. */
    busy: () => busy.size,
    calls: () => received.filter(({ message }) => message.method === 'tools/call'),
    close,
  }
}
