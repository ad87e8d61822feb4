import { setTimeout as pause } from 'node:timers/promises'
import {
  clientInfo,
  collectNews,
  post,
  readMessages,
  requestId,
  type Answers,
  type Exchange,
  type Message,
  type WireClient,
} from './wire-client.ts'

const revision = '2025-11-25'

/** Opens a session as revisions up to 2025-11-25 do, and answers what the server asks in the middle of a call. */
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

  return {
    era: 'legacy',
    introduction,
    async request(method, given) {
      const body = { jsonrpc: '2.0', id: requestId, method, ...(given === undefined ? {} : { params: given }) }
      let response = await post(url, body, headers)
      const exchange: Exchange = { status: response.status, messages: [] }
      const isAnswered = () => exchange.messages.some((message) => message['id'] === requestId || 'error' in message)
      for (;;) {
        const events = await readMessages(response, async (message) => {
          exchange.messages.push(message)
          if ('method' in message && 'id' in message) await answer(message)
        })
        if (isAnswered() || events.lastEventId === undefined) return exchange
        await pause(events.retryMs ?? 0)
        response = await getStream(events.lastEventId)
      }
    },
    async listen() {
      const abort = new AbortController()
      const response = await getStream(undefined, abort.signal)
      if (response.status !== 200) throw new Error(`No stream: ${response.status} ${await response.text()}`)
      return collectNews(response, abort)
    },
    async close() {
      await discard(await fetch(url, { method: 'DELETE', headers }))
    },
  }
}

async function discard(response: Response): Promise<Response> {
  await response.body?.cancel()
  return response
}
