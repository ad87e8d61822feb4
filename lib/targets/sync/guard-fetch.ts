import { explainTransport, SyncFailure } from './sync-failure.ts'

/** Egress's fetch: refuses redirects, and ends a body in an error once it is longer or later than told. */
export type OutgoingFetch = (
  url: string | URL,
  init?: RequestInit & { maxBytes?: number; timeoutMs?: number },
) => Promise<Response>

export interface GuardedFetch {
  fetch(url: string | URL, init?: RequestInit): Promise<Response>
  /** The first thing that went wrong on the wire. The SDK's own errors speak to programmers; this one to administrators. */
  failure(): SyncFailure | undefined
}

export interface GuardLimits {
  maxBytes: number
  timeoutMs: number
  /** Ends everything: the time for the whole synchronization is up. */
  deadline: AbortSignal
  /** Ends the whole synchronization at once: the SDK would ask on where a stream broke off. */
  giveUp(): void
}

/**
 * Objects and arrays in all answers of one synchronization. Ten thousand tools have room in it; eight million arrays, which
 * 16 MiB can hold, take the SDK's parser two seconds of everybody's event loop and 770 MB (I8).
 */
const maxContainers = 1_000_000

/** Time for saying good-bye to a server that keeps sessions; nothing depends on it. */
const farewellMs = 2_000

/** A fetch for the MCP SDK that reads what an MCP server answers with distrust (I9, F-41). */
export function guardFetch(outgoing: OutgoingFetch, limits: GuardLimits): GuardedFetch {
  let first: SyncFailure | undefined
  let containers = 0
  const weigh = (chunk: Uint8Array) => {
    for (const byte of chunk) if (byte === 0x7b || byte === 0x5b) containers++
    if (containers <= maxContainers) return
    limits.giveUp()
    throw new SyncFailure(
      `The MCP server answered with more than ${maxContainers} objects and arrays, more than a list of tools can need. Make the list smaller.`,
    )
  }
  const fail = (failure: SyncFailure): never => {
    first ??= failure
    throw failure
  }
  return {
    failure: () => first,
    async fetch(url, init = {}) {
      const method = init.method ?? 'GET'
      const headers = new Headers(init.headers)
      // A synchronization has no use for the server's own stream of news; only a broken answer is resumed.
      if (method === 'GET' && !headers.has('last-event-id')) return new Response(null, { status: 405 })
      const signals = [limits.deadline, ...(init.signal ? [init.signal] : [])]
      if (method === 'DELETE') signals.push(AbortSignal.timeout(farewellMs))
      // What the SDK itself gave up is no fault of the wire; it may go on with another request.
      const wasGivenUp = () => init.signal?.aborted === true
      const response = await outgoing(url, {
        ...init,
        headers: Object.fromEntries(headers),
        signal: AbortSignal.any(signals),
        maxBytes: limits.maxBytes,
        timeoutMs: limits.timeoutMs,
      }).catch((error: unknown) => {
        if (wasGivenUp()) throw error
        return fail(explainTransport(error))
      })
      if (isNoToDiscovery(headers, response) || isNoSuchList(headers, response)) {
        await response.body?.cancel().catch(() => undefined)
        return new Response(null, { status: 404 })
      }
      const refusal = method === 'DELETE' ? undefined : judgeResponse(response)
      if (refusal !== undefined) {
        await response.body?.cancel().catch(() => undefined)
        fail(refusal)
      }
      const body =
        response.body &&
        watched(response.body, weigh, (error) => {
          if (!wasGivenUp()) first ??= explainTransport(error)
        })
      return new Response(body, { status: response.status, headers: [...response.headers] })
    },
  }
}

/**
 * A server that wants `initialize` refuses the question whether it can do without, each in its own way, some by falling
 * over. All that matters of it is that the SDK goes on to `initialize`, as it does after a 404. Only a refused login is
 * final.
 */
const isNoToDiscovery = (headers: Headers, { status }: Response): boolean =>
  headers.get('mcp-method') === 'server/discover' && status >= 400 && status !== 401 && status !== 403

/** Servers that know no `initialize` answer a method that they do not know with 404 (MCP 2026-07-28). */
const isNoSuchList = (headers: Headers, { status }: Response): boolean =>
  (headers.get('mcp-method') ?? '').endsWith('/list') && status === 404

/** Undefined where the response may be an answer of MCP. */
function judgeResponse(response: Response): SyncFailure | undefined {
  const { status } = response
  if (status === 401)
    return new SyncFailure(
      'Authorization error when sending message: the MCP server answered HTTP 401. Choose the OAuth client that the server trusts and the scopes that it wants.',
    )
  if (status === 403)
    return new SyncFailure(
      'Authorization error when sending message: the MCP server answered HTTP 403. The grant lacks a scope or a permission at the server.',
    )
  if (status === 404)
    return new SyncFailure('The MCP server answered HTTP 404. The path of the endpoint is probably wrong.')
  if (status >= 300) return new SyncFailure(`Received error (${status}) from the MCP server. Look into its log.`)
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (status === 202 || status === 204 || type === 'application/json' || type === 'text/event-stream') return undefined
  const what = type.includes('html')
    ? 'a web page (HTML)'
    : type === ''
      ? 'something without a content type'
      : type.slice(0, 60)
  return new SyncFailure(
    `The MCP server answered with ${what} instead of JSON or an event stream. The endpoint is probably not the address of an MCP server.`,
  )
}

/** The body, with whatever breaks it off told to `record`: what the SDK makes of such an error is lost on people. */
function watched(
  body: ReadableStream<Uint8Array>,
  weigh: (chunk: Uint8Array) => void,
  record: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream({
    async pull(controller) {
      try {
        const part = await reader.read()
        if (part.done) return controller.close()
        weigh(part.value)
        controller.enqueue(part.value)
      } catch (error) {
        record(error)
        void reader.cancel().catch(() => undefined)
        throw error
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
