import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '../platform/logger.ts'
import { timingSafeEqualText } from '../platform/crypto/hash.ts'
import { sendJson, sendRefusal } from './answers.ts'
import { handleBrowserLeg, type BrowserLegsDependencies } from './browser-legs.ts'
import type { ConsoleProxy } from './console-proxy.ts'
import type { createHostGate } from './host-gate.ts'
import type { InFlight } from './in-flight.ts'
import { mayReadMetrics } from './metrics/may-read.ts'
import type { Metrics } from './metrics/metrics.ts'
import { dropHeader, faultOf } from './request.ts'
import { pathOf, routeOf, type Route } from './route-table.ts'

export interface FrontDoorDependencies {
  rooms: {
    mcp(request: IncomingMessage, response: ServerResponse, gatewayId: string): void | Promise<void>
    resourceMetadata(gatewayId?: string): Promise<{ status: number; body: unknown }>
    control(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void>
    browser: BrowserLegsDependencies
    oauth(request: IncomingMessage, response: ServerResponse, path: string, requestId: string): Promise<void>
    console: Pick<ConsoleProxy, 'handle'>
    metrics: Pick<Metrics, 'render'>
  }
  hosts: ReturnType<typeof createHostGate>
  publicOrigin: string
  /** Proves to the inner listener that the console process is asking. */
  internalSecret: string
  inFlight: InFlight
  /** What readiness says; the front door answers 503 to new work from outside while draining. */
  state: { ready: boolean; draining: boolean }
  logger: Logger
}

/**
 * Where a request came in: on the public port, on the loopback port that only the console process is told, or on the
 * socket on which another process of this port hands over what is live here (it has checked the secret).
 */
export type Entrance = 'public' | 'console' | 'peer'

const secretHeader = 'x-postern-internal'

function sendHealth(response: ServerResponse, route: Route, state: FrontDoorDependencies['state']): void {
  if (route.room === 'health') return sendJson(response, 200, { status: 'alive' })
  const ready = state.ready && !state.draining
  sendJson(response, ready ? 200 : 503, { status: state.draining ? 'draining' : ready ? 'ready' : 'starting' })
}

const nothingHere = { status: 404, message: 'There is no such document here.' }

/** Whoever may not read them is told the same as of any path that is not there (I6). */
async function sendMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  metrics: Pick<Metrics, 'render'>,
  requestId: string,
): Promise<void> {
  if (!mayReadMetrics(request)) return sendRefusal(response, 'nowhere', nothingHere, requestId)
  const { contentType, text } = await metrics.render()
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text)
}

/** Public by purpose, and read by clients that run in a browser. */
async function sendMetadata(response: ServerResponse, made: Promise<{ status: number; body: unknown }>): Promise<void> {
  const { status, body } = await made
  response.setHeader('access-control-allow-origin', '*')
  sendJson(response, status, body)
}

/** A page asked under another loopback name: its cookies and its origin would not be those of PUBLIC_URL. */
const isPageRead = (route: Route, request: IncomingMessage, path: string): boolean =>
  route.room === 'console' && (request.method === 'GET' || request.method === 'HEAD') && !path.startsWith('/api/')

/** Path → room, once: the only way into the product. */
export function createFrontDoor(deps: FrontDoorDependencies) {
  const { rooms, logger } = deps

  const enter = (
    route: Route,
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
  ): void | Promise<void> => {
    switch (route.room) {
      case 'mcp':
        return rooms.mcp(request, response, route.gatewayId)
      case 'resource-metadata':
        return sendMetadata(response, rooms.resourceMetadata(route.gatewayId))
      case 'control':
        return rooms.control(request, response, id)
      case 'authorize':
      case 'callback':
        return handleBrowserLeg(rooms.browser, route, request, response, id)
      case 'oauth':
        return rooms.oauth(request, response, route.path, id)
      case 'console':
        return rooms.console.handle(request, response, id)
      case 'nowhere':
        return sendRefusal(response, route.room, nothingHere, id)
      case 'metrics':
        return sendMetrics(request, response, rooms.metrics, id)
      case 'health':
      case 'readiness':
        return sendHealth(response, route, deps.state)
    }
  }

  /** Refusals before any room: form, host, drain. True where the request has been answered. */
  const turnedAway = (route: Route, request: IncomingMessage, response: ServerResponse, id: string): boolean => {
    const refuse = (status: number, message: string): true => {
      response.shouldKeepAlive = false
      sendRefusal(response, route.room, { status, message }, id)
      return true
    }
    const fault = faultOf(request)
    if (fault) return refuse(fault.status, fault.message)
    if (route.room === 'health' || route.room === 'readiness') return false
    const verdict = deps.hosts.judge(request.headers.host)
    if (verdict === 'foreign') return refuse(421, `This is ${deps.publicOrigin}; the request named another host.`)
    if (deps.state.draining) return refuse(503, 'Postern is shutting down. Send the request again in a moment.')
    const target = request.url ?? '/'
    if (verdict === 'alias' && isPageRead(route, request, pathOf(target))) {
      response.writeHead(307, { location: deps.publicOrigin + target.replace(/^\/{2,}/, '/'), 'content-length': 0 })
      response.end()
      return true
    }
    return false
  }

  /** The console's own calls: only the API, only with the secret of this start. */
  const mayEnterInside = (route: Route, request: IncomingMessage): boolean => {
    const secret = request.headers[secretHeader]
    return route.room === 'control' && typeof secret === 'string' && timingSafeEqualText(secret, deps.internalSecret)
  }

  return function handle(request: IncomingMessage, response: ServerResponse, entrance: Entrance): void {
    const id = randomUUID()
    const route = routeOf(pathOf(request.url ?? '/'))
    deps.inFlight.add(response)
    response.setHeader(route.room === 'control' || route.room === 'mcp' ? 'x-amzn-requestid' : 'x-request-id', id)
    if (deps.state.draining) response.shouldKeepAlive = false
    const onError = (error: unknown): void => {
      logger.error({ err: error, requestId: id, room: route.room }, 'A request failed without an answer.')
      const message = 'Something failed inside Postern. Its log names the cause under this request id.'
      sendRefusal(response, route.room, { status: 500, message }, id)
    }
    try {
      if (entrance === 'console') {
        if (!mayEnterInside(route, request)) {
          return sendRefusal(response, route.room, { status: 403, message: 'This port belongs to the console.' }, id)
        }
      } else if (entrance === 'public') {
        dropHeader(request, secretHeader)
        if (turnedAway(route, request, response, id)) return
      }
      const work = enter(route, request, response, id)
      if (work instanceof Promise) work.catch(onError)
    } catch (error) {
      onError(error)
    }
  }
}
