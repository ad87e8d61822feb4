import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, inputRequired, McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'

/** Tools of the SDK's own server: they tell what they were given, ask back, and want an argument repeated in a header. */
function tools(): McpServer {
  const server = new McpServer({ name: 'sdk', version: '1' }, { capabilities: { tools: {} } })
  server.registerTool('echo', { inputSchema: z.object({ text: z.string() }) }, ({ text }) => ({
    content: [{ type: 'text', text }],
  }))
  const region = z.string().meta({ 'x-mcp-header': 'Region' })
  server.registerTool('place', { inputSchema: z.object({ region }) }, ({ region: place }) => ({
    content: [{ type: 'text', text: place }],
  }))
  server.registerTool('ask', { inputSchema: z.object({ about: z.string() }) }, ({ about }, context) => {
    const answered = context.mcpReq.inputResponses?.name
    if (answered !== undefined)
      return { content: [{ type: 'text', text: JSON.stringify([about, answered, context.mcpReq.requestState()]) }] }
    const question = inputRequired.elicit({
      message: 'Who are you?',
      requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
    })
    return inputRequired({ inputRequests: { name: question }, requestState: `about ${about}` })
  })
  return server
}

/** The MCP SDK's server on a real port, of one era or of both; keeps what it was sent. */
export async function createSdkServer(era: 'modern' | 'both') {
  const received: { headers: Record<string, unknown> }[] = []
  const handler = toNodeHandler(createMcpHandler(tools, { legacy: era === 'both' ? 'stateless' : 'reject' }))
  const server = createServer((req, res) => {
    received.push({ headers: req.headers })
    void handler(req, res)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { endpoint: `http://127.0.0.1:${port}/mcp`, received, close }
}
