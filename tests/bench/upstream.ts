import { createServer } from 'node:http'

const results: Record<string, unknown> = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'bench', version: '1' },
  },
  'tools/call': { content: [{ type: 'text', text: 'ok' }] },
}

/** The least MCP server that a call can reach: parses the request, answers JSON, keeps connections. Prints its port. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { id, method } = JSON.parse(Buffer.concat(chunks).toString() || '{}') as { id?: unknown; method?: string }
    if (id === undefined) return response.writeHead(202).end()
    const result = results[method ?? '']
    const answer = result === undefined ? { error: { code: -32601, message: 'Method not found' } } : { result }
    const body = JSON.stringify({ jsonrpc: '2.0', id, ...answer })
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`)
})
process.stdin.resume().on('end', () => process.exit(0))
