import { createServer } from 'node:http'

const results: Record<string, unknown> = {
  initialize: {
    protocolVersion: '2025-11-25',
    capabilities: { tools: {} },
    serverInfo: { name: 'bench', version: '1' },
  },
}
const text = (length: number): string =>
  JSON.stringify({ content: [{ type: 'text', text: 'lorem ipsum '.repeat(Math.ceil(length / 12)).slice(0, length) }] })
/** Results by the tool's name; the end of each is `}` of the result. */
const tools: Record<string, string> = { small: text(2), kb100: text(100_000), mb1: text(1_000_000), sse: text(2) }
const progress = JSON.stringify({
  jsonrpc: '2.0',
  method: 'notifications/progress',
  params: { progressToken: 1, progress: 1, total: 2 },
})

/** The least MCP server that a call can reach: parses the request, answers, keeps connections. Prints its port. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString() || '{}') as {
      id?: unknown
      method?: string
      params?: { name?: string }
    }
    if (id === undefined) return response.writeHead(202).end()
    const result = method === 'tools/call' ? tools[params?.name ?? ''] : JSON.stringify(results[method ?? ''])
    const answer = result === undefined ? '"error":{"code":-32601,"message":"Method not found"}' : `"result":${result}`
    const body = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},${answer}}`
    if (params?.name !== 'sse') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      return response.end(body)
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    response.write(`event: message\ndata: ${progress}\n\n`)
    return response.end(`event: message\ndata: ${body}\n\n`)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`)
})
process.stdin.resume().on('end', () => process.exit(0))
