import type { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { Provider } from 'oidc-provider'
import { networkOf } from '../kernel/addresses.ts'
import { sha256Base64url } from '../platform/crypto/hash.ts'
import { randomToken } from '../platform/random.ts'
import { registerClient, registrationLimits } from './clients/registration.ts'
import type { AuthzDependencies, Visitor } from './dependencies.ts'
import { interactionSeconds, isOurPost, withoutCookies } from './interactions/browser.ts'
import type { InteractionAnswer, Interactions } from './interactions/interactions.ts'
import type { RunningProvider } from './provider/provider.ts'
import type { SwitchBoard } from './switches.ts'

const maxRegistrationBytes = 16 * 1024
const maxFormBytes = 16 * 1024
const interactionPath = /^\/interaction\/([\w-]{1,64})$/

export interface OauthRequest {
  request: IncomingMessage
  response: ServerResponse
  /** Below the issuer: `/authorize`, `/.well-known/openid-configuration`. */
  path: string
  /** Who is signed in to the console in this browser. */
  visitor(): Promise<Visitor | undefined>
  requestId: string
  /** Whom it comes from, for counting; see `clientAddress` of the front door. */
  address: string
}

/** Everything below `/oauth`: what is ours around oidc-provider, and the rest of it. */
export function createHttp(
  deps: AuthzDependencies & {
    running(): Promise<RunningProvider>
    interactions: Interactions
    switches: SwitchBoard
    /** What is stored in a request is counted as opened from here. */
    openedFrom: AsyncLocalStorage<string>
  },
): (asked: OauthRequest) => Promise<void> {
  const { publicOrigin, problemPage, stores } = deps

  function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) {
    const text = Buffer.from(JSON.stringify(body))
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': text.length,
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    response.end(text)
  }

  function sendAnswer({ response, requestId }: OauthRequest, answer: InteractionAnswer): void {
    if ('location' in answer) {
      // 303 makes a GET of whatever was asked, so that no form travels on (AS-8).
      response.writeHead(303, {
        location: answer.location,
        'content-length': 0,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      })
      response.end()
      return
    }
    const { status, title, text } = answer.problem
    const page = Buffer.from(problemPage.html({ title, text, requestId }))
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': page.length,
      'cache-control': 'no-store',
      'content-security-policy': problemPage.policy,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    response.end(page)
  }

  async function register({ request, response, address }: OauthRequest): Promise<void> {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, {
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'content-type, mcp-protocol-version',
        'access-control-max-age': '3600',
      })
      response.end()
      return
    }
    const { dynamicRegistration } = await deps.switches.current()
    if (!dynamicRegistration)
      return sendJson(response, 403, {
        error: 'access_denied',
        error_description: 'Clients do not register themselves here. Ask an administrator to register this one.',
      })
    if (request.method !== 'POST') return sendJson(response, 405, { error: 'invalid_request' }, { allow: 'POST' })
    const body = parsed(await readBody(request, maxRegistrationBytes))
    const { status, body: answer } = await registerClient(stores.clients, body, placeOf(address))
    sendJson(
      response,
      status,
      answer,
      status === 429 ? { 'retry-after': String(registrationLimits.yieldMs / 1000) } : {},
    )
  }

  async function interact(asked: OauthRequest, uid: string): Promise<void> {
    const { request, response } = asked
    const visitor = await asked.visitor()
    if (request.method === 'POST') {
      const form = new URLSearchParams((await readBody(request, maxFormBytes))?.toString('utf8'))
      return sendAnswer(asked, await deps.interactions.decide(request, response, uid, form, visitor))
    }
    sendAnswer(asked, await deps.interactions.begin(request, response, uid, visitor))
  }

  /** The code that a person typed at /device: into oidc-provider's own form, whose token lies in a session of its own. */
  async function enterUserCode(asked: OauthRequest, { provider, handle }: RunningProvider): Promise<void> {
    const { request, response } = asked
    const form = new URLSearchParams((await readBody(request, maxFormBytes))?.toString('utf8'))
    if (!isOurPost(request.headers, publicOrigin))
      return sendAnswer(asked, { location: `${publicOrigin}/device?problem=refused` })
    const xsrf = randomToken()
    // The library's types know neither the constructor's argument nor that a session is saved for a time.
    const session = Reflect.construct(provider.Session, [{ state: { secret: xsrf } }]) as {
      jti: string
      save(seconds: number): Promise<unknown>
    }
    await session.save(interactionSeconds)
    const body = new URLSearchParams({ user_code: form.get('user_code') ?? '', xsrf, confirm: 'yes' }).toString()
    const cookie = [
      withoutCookies(request.headers.cookie, [sessionCookie(provider)]),
      `${sessionCookie(provider)}=${session.jti}`,
    ]
    await handle(rewritten(request, '/device', body, cookie.filter(Boolean).join('; ')), response)
  }

  async function answer(asked: OauthRequest): Promise<void> {
    const { request, response, path } = asked
    if (path === '/register') return register(asked)
    const uid = interactionPath.exec(path)?.[1]
    if (uid !== undefined) return interact(asked, uid)
    const running = await deps.running()
    // Whatever name it was asked under, the library writes addresses as PUBLIC_URL has them.
    const { protocol, host } = new URL(publicOrigin)
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1)
    request.headers['x-forwarded-host'] = host
    if (path === '/device' && request.method === 'POST') return enterUserCode(asked, running)
    // No session of its own: who is signed in, the console's session says, at each request.
    if (!path.startsWith('/device/')) {
      request.headers.cookie = withoutCookies(request.headers.cookie, [sessionCookie(running.provider)])
    }
    const query = (request.url ?? '').indexOf('?')
    request.url = path + (query < 0 ? '' : (request.url ?? '').slice(query))
    Object.assign(request, { originalUrl: `/oauth${request.url}` })
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('referrer-policy', 'no-referrer')
    await running.handle(request, response)
  }

  return (asked) => deps.openedFrom.run(placeOf(asked.address), () => answer(asked))
}

/** The network of an address, as a digest: nothing has to know where people are. */
const placeOf = (address: string): string => sha256Base64url(`opened-from\0${networkOf(address)}`)

const sessionCookie = (provider: Provider): string => provider.cookieName('session')

/** Undefined where it is larger. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parsed(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '')
  } catch {
    return undefined
  }
}

/** The same request with another body; Koa asks no more of it than this. */
function rewritten(request: IncomingMessage, url: string, body: string, cookie: string): IncomingMessage {
  const headers = {
    ...request.headers,
    cookie,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
  }
  const { method, socket, httpVersion, httpVersionMajor, httpVersionMinor } = request
  const parts = {
    url,
    originalUrl: `/oauth${url}`,
    headers,
    method,
    socket,
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
    complete: true,
  }
  return Object.assign(Readable.from([Buffer.from(body)], { objectMode: false }), parts) as unknown as IncomingMessage
}
