import { searchToolName } from '../catalogue/catalogue.ts'
import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { listen } from '../live/listen.ts'
import { answerResult } from '../reply/answer.ts'
import { HttpRefusal, RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import { searchTools } from '../search/search-tool.ts'
import { discover } from './discover.ts'
import { initialize } from './initialize.ts'
import { listItems, listMethods } from './list-items.ts'
import { relayCall } from './relay/relay-call.ts'
import { isRelayed, subjectOf } from './relay/subjects.ts'
import { setLevel } from './set-level.ts'
import { subscribe } from './subscribe.ts'

type Request = Extract<Exchange['message'], { kind: 'request' }>
type Answer = (exchange: Exchange, request: Request, deps: EndpointDeps) => void | Promise<void>

/** What a gateway answers by itself, to clients with a handshake … */
const ofLegacy: Readonly<Record<string, Answer>> = {
  initialize: (exchange, { id, params }, deps) => initialize(exchange, id, params, deps),
  ping: ({ reply }, { id }) => answerResult(reply, id, {}),
  'logging/setLevel': (exchange, { id, params }, deps) => setLevel(exchange, id, params, deps),
  'resources/subscribe': (exchange, { id, params }, deps) => subscribe(exchange, id, params, true, deps),
  'resources/unsubscribe': (exchange, { id, params }, deps) => subscribe(exchange, id, params, false, deps),
}

/** … and to those without. */
const ofModern: Readonly<Record<string, Answer>> = {
  'server/discover': (exchange, { id }, deps) => discover(exchange, id, deps),
  'subscriptions/listen': (exchange, { id, params }, deps) => listen(exchange, id, params, deps),
}

/** What the newer era has no more. */
const removed: ReadonlySet<string> = new Set(['resources/subscribe', 'resources/unsubscribe'])

/** Answers one request, whatever it is. */
export function answerRequest(exchange: Exchange, request: Request, deps: EndpointDeps): void | Promise<void> {
  const { id, method, params } = request
  const { isModern } = exchange
  const listed = listMethods.get(method)
  if (listed !== undefined) return listItems(exchange, id, params, listed)
  const own = isModern ? ofModern : ofLegacy
  if (Object.hasOwn(own, method)) return own[method]?.(exchange, request, deps)
  if (isRelayed(method) && !(isModern && removed.has(method))) {
    if (method === 'tools/call') {
      const tools = exchange.gateway.tools(exchange.naming)
      tools.refuseCollisions()
      if (params.name === searchToolName && tools.search)
        return searchTools(exchange, id, params.arguments, tools.search)
    }
    return relayCall(exchange, id, params, subjectOf[method](exchange, id, params), deps)
  }
  const unknown = `This gateway does not know the method ${method.slice(0, 100)}`
  if (!isModern) throw new RpcRefusal(rpcErrors.unknownMethod, `${unknown}.`)
  throw new HttpRefusal(404, `${unknown} in ${exchange.wire.revision}.`, { code: rpcErrors.unknownMethod, id })
}
