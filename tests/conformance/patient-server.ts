import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An MCP server whose tools never answer: it keeps a ledger of the calls that it still holds open. */
export interface PatientServer {
  readonly url: string
  /** Calls that arrived, ever. */
  readonly arrived: () => number
  /** Calls whose connection is still open. */
  readonly open: () => number
  close(): Promise<void>
}

const tools = ['silent', 'talking'].map((name) => ({ name, inputSchema: { type: 'object' } }))

/** `silent` says nothing at all, `talking` begins a stream with one notification. */
export async function startPatientServer(): Promise<PatientServer> {
  let arrived = 0
  let open = 0
  const server = createServer((req, res) => {
    void answer(req, res)
  })
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { id, method, params } = await readMessage(req)
    if (method === 'tools/call') {
      arrived += 1
      open += 1
      res.on('close', () => (open -= 1))
      if (params?.name === 'talking') {
        res.writeHead(200, { 'content-type': 'text/event-stream' })
        const notification = {
          jsonrpc: '2.0',
          method: 'notifications/message',
          params: { level: 'info', data: 'begun' },
        }
        res.write(`data: ${JSON.stringify(notification)}\n\n`)
      }
      return
    }
    const result = results[method ?? '']
    if (req.method !== 'POST') res.writeHead(405).end()
    else if (id === undefined) res.writeHead(202).end()
    else if (result === undefined)
      json(res, { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } })
    else json(res, { jsonrpc: '2.0', id, result })
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    arrived: () => arrived,
    open: () => open,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const results: Record<string, unknown> = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {}, logging: {} },
    serverInfo: { name: 'patient', version: '1' },
  },
  'tools/list': { tools },
  'logging/setLevel': {},
  ping: {},
}

interface Call {
  id?: unknown
  method?: string
  params?: { name?: string }
}

async function readMessage(req: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Call)
}

function json(res: ServerResponse, body: unknown): void {
  res.writeHead(200, { 'content-type': 'application/json' })
  res.end(JSON.stringify(body))
}
