import {
  clientInfo,
  collectNews,
  post,
  readMessages,
  requestId,
  type Exchange,
  type Message,
  type WireClient,
} from './wire-client.ts'

const revision = '2026-07-28'
/** The member that a method's name header repeats. */
const named: Record<string, string> = { 'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri' }

/** Says all about itself with every request, as 2026-07-28 does. `logLevel` is what it wants to hear of logs. */
export async function createModernClient(url: string, capabilities: Message, logLevel?: string): Promise<WireClient> {
  function send(method: string, params: Message, signal?: AbortSignal): Promise<Response> {
    const { _meta, ...rest } = params
    const envelope = {
      'io.modelcontextprotocol/protocolVersion': revision,
      'io.modelcontextprotocol/clientCapabilities': capabilities,
      'io.modelcontextprotocol/clientInfo': clientInfo,
      ...(logLevel === undefined ? {} : { 'io.modelcontextprotocol/logLevel': logLevel }),
      ...(_meta as Message | undefined),
    }
    const name = params[named[method] ?? '']
    const headers = {
      'mcp-protocol-version': revision,
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
      ...paramHeaders(params['arguments']),
    }
    return post(url, { jsonrpc: '2.0', id: requestId, method, params: { ...rest, _meta: envelope } }, headers, signal)
  }
  async function request(method: string, params: Message = {}): Promise<Exchange> {
    const response = await send(method, params)
    const exchange: Exchange = { status: response.status, messages: [] }
    await readMessages(response, (message) => void exchange.messages.push(message))
    return exchange
  }
  return {
    era: 'modern',
    introduction: await request('server/discover'),
    request,
    async listen(notifications) {
      const abort = new AbortController()
      const response = await send('subscriptions/listen', { notifications }, abort.signal)
      if (response.status !== 200) throw new Error(`No stream: ${response.status} ${await response.text()}`)
      return collectNews(response, abort)
    },
    close: () => Promise.resolve(),
  }
}

/** Of the everything-server, one tool wants these arguments repeated. */
function paramHeaders(given: unknown): Record<string, string> {
  const { region, priority } = (given ?? {}) as { region?: string; priority?: number }
  return {
    ...(region === undefined ? {} : { 'mcp-param-region': region }),
    ...(priority === undefined ? {} : { 'mcp-param-priority': String(priority) }),
  }
}
