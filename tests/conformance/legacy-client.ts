import { setTimeout as pause } from 'node:timers/promises'
import {
  clientInfo,
  post,
  readMessages,
  requestId,
  type Answers,
  type Exchange,
  type Message,
  type WireClient,
} from './wire-client.ts'

const revision = '2025-11-25'

/** Opens a session and its stream as revisions up to 2025-11-25 do, and answers what the server asks in the middle of a call. */
export async function createLegacyClient(
  url: string,
  capabilities: Message,
  answers: Answers = {},
): Promise<WireClient> {
  const params = { protocolVersion: revision, capabilities, clientInfo }
  const opened = await post(url, { jsonrpc: '2.0', id: requestId, method: 'initialize', params }, {})
  const introduction: Exchange = { status: opened.status, messages: [] }
  await readMessages(opened, (message) => void introduction.messages.push(message))
  const headers = {
    'mcp-protocol-version': revision,
    'mcp-session-id': opened.headers.get('mcp-session-id') ?? '',
  }
  await discard(await post(url, { jsonrpc: '2.0', method: 'notifications/initialized' }, headers))
  const getStream = (lastEventId?: string, signal?: AbortSignal) =>
    fetch(url, {
      headers: {
        ...headers,
        accept: 'text/event-stream',
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
      ...(signal === undefined ? {} : { signal }),
    })

  async function answer(asked: Message): Promise<void> {
    const method = String(asked['method'])
    const given = answers[method]
    const outcome = given === undefined ? { error: { code: -32601, message: 'Method not found' } } : { result: given }
    const { status } = await discard(await post(url, { jsonrpc: '2.0', id: asked['id'], ...outcome }, headers))
    if (status !== 202) throw new Error(`An answer to ${method} was refused with ${status}`)
  }

  /** The call under way: what a server asks meanwhile belongs to it, on whichever stream it comes. */
  let current: Exchange | undefined
  const isQuestion = (message: Message) => 'method' in message && 'id' in message
  async function take(message: Message): Promise<void> {
    current?.messages.push(message)
    if (isQuestion(message)) await answer(message)
  }
  const streams = new AbortController()
  const heard: Message[] = []
  async function openStream(): Promise<void> {
    const response = await getStream(undefined, streams.signal)
    if (response.status !== 200) throw new Error(`No stream: ${response.status} ${await response.text()}`)
    readMessages(response, (message) => (isQuestion(message) ? take(message) : void heard.push(message))).catch(
      () => undefined,
    )
  }
  await openStream()

  return {
    era: 'legacy',
    introduction,
    async request(method, given) {
      const body = { jsonrpc: '2.0', id: requestId, method, ...(given === undefined ? {} : { params: given }) }
      const exchange: Exchange = { status: 0, messages: [] }
      current = exchange
      let response = await post(url, body, headers)
      exchange.status = response.status
      const isAnswered = () => exchange.messages.some((message) => !('method' in message))
      for (;;) {
        const events = await readMessages(response, take)
        if (isAnswered() || events.lastEventId === undefined) return exchange
        await pause(events.retryMs ?? 0)
        response = await getStream(events.lastEventId)
      }
    },
    listen: () => Promise.resolve({ heard, close: () => undefined }),
    async close() {
      await discard(await fetch(url, { method: 'DELETE', headers }))
      streams.abort()
    },
  }
}

async function discard(response: Response): Promise<Response> {
  await response.body?.cancel()
  return response
}
