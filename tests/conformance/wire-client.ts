import { createParser } from 'eventsource-parser'

export type Message = Record<string, unknown>
/** What a client answers when a server asks, by the method that it asks with. */
export type Answers = Record<string, unknown>

export interface Exchange {
  status: number
  /** In their order, the answer last. */
  messages: Message[]
}

/** A client that hides nothing: it shows the very messages that came. */
export interface WireClient {
  readonly era: 'legacy' | 'modern'
  /** How the server introduced itself. */
  readonly introduction: Exchange
  request(method: string, params?: Message): Promise<Exchange>
  /** Opens the stream of what happens outside of calls; resolves when the server has begun it. */
  listen(filter: Message): Promise<News>
  close(): Promise<void>
}

export interface News {
  readonly heard: readonly Message[]
  close(): void
}

export const clientInfo = { name: 'wire', version: '1' }
/** The same in every exchange, so that what was sent is the same straight and through a gateway. */
export const requestId = 'request-1'

export const post = (url: string, body: unknown, headers: Record<string, string>, signal?: AbortSignal) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  })

export interface Events {
  lastEventId: string | undefined
  retryMs: number | undefined
}

/** Reads an answer, whichever way it comes, and calls `onMessage` as each message arrives. */
export async function readMessages(
  response: Response,
  onMessage: (message: Message) => void | Promise<void>,
): Promise<Events> {
  const seen: Events = { lastEventId: undefined, retryMs: undefined }
  if (!/^text\/event-stream/.test(response.headers.get('content-type') ?? '')) {
    const text = await response.text()
    if (text !== '') await onMessage(JSON.parse(text) as Message)
    return seen
  }
  const arrived: Message[] = []
  const parser = createParser({
    onEvent: ({ id, data }) => {
      if (id !== undefined) seen.lastEventId = id
      if (data !== '') arrived.push(JSON.parse(data) as Message)
    },
    onRetry: (ms) => (seen.retryMs = ms),
  })
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    for (const message of arrived.splice(0)) await onMessage(message)
  }
  return seen
}

/** Collects what a stream says until it is closed; resolves once the server has answered at all. */
export function collectNews(response: Response, abort: AbortController): News {
  const heard: Message[] = []
  readMessages(response, (message) => void heard.push(message)).catch(() => undefined)
  return { heard, close: () => abort.abort() }
}
