import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { answerResult } from '../rpc/answer.ts'
import { HttpRefusal, RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import { callTool } from './call-tool.ts'
import { discover } from './discover.ts'
import { initialize } from './initialize.ts'
import { listItems, listMethods } from './list-items.ts'

/** What a gateway can be asked. */
export function answerMessage(exchange: Exchange, deps: EndpointDeps): void | Promise<void> {
  const { message, res } = exchange
  if (message.kind !== 'request') return void res.writeHead(202).end()
  const { id, method, params } = message
  const listed = listMethods.get(method)
  if (listed !== undefined) return listItems(exchange, id, params, listed)
  if (method === 'tools/call') return callTool(exchange, id, params, deps)
  const unknown = `This gateway does not know the method ${method.slice(0, 100)}`
  if (exchange.envelope) {
    if (method === 'server/discover') return discover(exchange, id, deps)
    const text = `${unknown} in ${exchange.wire.revision}.`
    throw new HttpRefusal(404, text, { code: rpcErrors.unknownMethod, id })
  }
  if (method === 'initialize') return initialize(exchange, id, params, { ...deps, now: deps.clock.now() })
  if (method === 'ping') return answerResult(res, id, {})
  throw new RpcRefusal(rpcErrors.unknownMethod, `${unknown}.`)
}
