import { createServer } from 'node:http'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, Server } from '@modelcontextprotocol/server'

/**
 * A proxy as the official SDK invites one to write it: its server in front, one connected client kept behind. No sign-in, no
 * vault. `node sdk-proxy.ts <port of the MCP server>`; prints its own port.
 */
const client = new Client({ name: 'bench-proxy', version: '1' })
await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${process.argv[2]}/mcp`)))

const handler = createMcpHandler(() => {
  const server = new Server({ name: 'bench-proxy', version: '1' }, { capabilities: { tools: {} } })
  server.setRequestHandler('tools/call', (request) => client.callTool(request.params))
  return server
})
const answer = toNodeHandler(handler)
const server = createServer((request, response) => void answer(request, response))
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`)
})
process.stdin.resume().on('end', () => process.exit(0))
