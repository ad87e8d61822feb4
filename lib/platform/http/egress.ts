import { Agent, fetch as undiciFetch, type Dispatcher, type RequestInit as UndiciRequestInit } from 'undici'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import type { Logger } from '../logger.ts'
import { cappedResponse } from './capped-response.ts'
import { EgressError, egressErrorOf } from './egress-error.ts'
import { createGuardedConnector } from './guarded-connector.ts'

export interface EgressLimits {
  /** Decompressed bytes of the body. Default 1 MiB. */
  maxBytes?: number
  /** From the call to the last byte of the body. Default 20 s. */
  timeoutMs?: number
  /** Redirects to follow, GET only, at most 2. Default 0: a redirect is refused (SS-5, OC-18). */
  redirects?: 0 | 1 | 2
}
export type EgressFetch = (input: string | URL | Request, init?: RequestInit & EgressLimits) => Promise<Response>

export interface Egress {
  /** Throws EgressError for everything that did not lead to an HTTP answer. */
  fetch: EgressFetch
  /** The guarded agent itself, for the hot path's `dispatch`; caps are the caller's there. */
  dispatcher: Dispatcher
  /** Connections to other hosts now, and requests that wait for one. */
  figures(): { busy: number; idle: number; waiting: number }
  /** Ends what is still under way; call it when no answer is awaited any more. */
  close(): Promise<void>
}

const redirectStatuses = new Set([301, 302, 303, 307, 308])

/** The only way out: every request that Postern makes goes through here (SS-1). */
export function createEgress(deps: { urlPolicy: UrlPolicy; logger: Pick<Logger, 'warn'> }): Egress {
  const dispatcher = new Agent({ connections: 1_024, pipelining: 1, connect: createGuardedConnector(deps.urlPolicy) })

  const fault = (host: string, signal: AbortSignal) => (error: unknown) => {
    const known = egressErrorOf(error)
    if (known) {
      deps.logger.warn({ host, rule: known.rule }, 'outgoing request refused')
      return known
    }
    if (signal.aborted) return new EgressError('time', `${host} did not answer in time.`, error)
    return new EgressError('connect', `${host} could not be reached.`, error)
  }

  const once = async (url: URL, init: RequestInit & EgressLimits, signal: AbortSignal) => {
    const toFault = fault(url.hostname, signal)
    const { maxBytes = 1_048_576, timeoutMs: _, redirects: __, ...request } = init
    const response = await undiciFetch(url, {
      ...(request as UndiciRequestInit),
      signal,
      redirect: 'manual',
      dispatcher,
    }).catch((error: unknown) => {
      throw init.signal?.aborted ? init.signal.reason : toFault(error)
    })
    return cappedResponse(response, maxBytes, url.hostname, toFault)
  }

  const egressFetch: EgressFetch = async (input, init = {}) => {
    const asked = input instanceof Request ? await partsOf(input, init) : { url: new URL(input), init }
    const signal = AbortSignal.any([
      AbortSignal.timeout(asked.init.timeoutMs ?? 20_000),
      ...(asked.init.signal ? [asked.init.signal] : []),
    ])
    let url = checked(deps.urlPolicy, asked.url)
    const method = (asked.init.method ?? 'GET').toUpperCase()
    let request = asked.init
    for (let hops = method === 'GET' ? (asked.init.redirects ?? 0) : 0; ; hops--) {
      const response = await once(url, request, signal)
      if (!redirectStatuses.has(response.status)) return response
      await response.body?.cancel()
      const location = response.headers.get('location')
      if (hops <= 0 || !location || !URL.canParse(location, url))
        throw new EgressError('redirect', `${url.hostname} answered with a redirect, which is not followed.`)
      const next = checked(deps.urlPolicy, new URL(location, url))
      if (url.protocol === 'https:' && next.protocol !== 'https:')
        throw new EgressError('redirect', `${url.hostname} redirects from https to http.`)
      if (next.origin !== url.origin) request = withoutCredentials(request)
      url = next
    }
  }

  return { fetch: egressFetch, dispatcher, figures: () => figuresOf(dispatcher), close: () => dispatcher.destroy() }
}

function figuresOf({ stats }: Agent) {
  const sum = { busy: 0, idle: 0, waiting: 0 }
  for (const origin of Object.values(stats)) {
    // Ours keeps a pool for every host; a single client, which the type allows for, has no such figures.
    if (!('free' in origin)) continue
    sum.idle += origin.free
    sum.busy += origin.connected - origin.free
    sum.waiting += origin.queued
  }
  return sum
}

function checked(urlPolicy: UrlPolicy, url: URL): URL {
  try {
    return urlPolicy.checkUrl(url.href, { what: 'The address' })
  } catch (error) {
    throw new EgressError('url', `${url.hostname} may not be called: ${(error as Error).message}`, error)
  }
}

function withoutCredentials<T extends RequestInit>(init: T): T {
  const headers = new Headers(init.headers)
  for (const name of ['authorization', 'cookie', 'proxy-authorization', 'mcp-session-id']) headers.delete(name)
  return { ...init, headers }
}

/** Clients that build a `Request` (the MCP SDK may) are taken apart, so that the one undici sends it. */
async function partsOf(request: Request, init: RequestInit & EgressLimits) {
  const body = request.body === null ? undefined : await request.arrayBuffer()
  const { method, headers, signal } = request
  return { url: new URL(request.url), init: { method, headers, body, signal, ...init } }
}
