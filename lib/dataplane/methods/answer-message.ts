import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { answerResult } from '../rpc/answer.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import { callTool } from './call-tool.ts'
import { initialize } from './initialize.ts'
import { listTools } from './list-tools.ts'

/** What a gateway can be asked. */
export function answerMessage(exchange: Exchange, deps: EndpointDeps): void | Promise<void> {
  const { message, res } = exchange
  if (message.kind !== 'request') return void res.writeHead(202).end()
  const { id, method, params } = message
  switch (method) {
    case 'initialize':
      return initialize(exchange, id, params, { ...deps, now: deps.clock.now() })
    case 'ping':
      return answerResult(res, id, {})
    case 'tools/list':
      return listTools(exchange, id, params)
    case 'tools/call':
      return callTool(exchange, id, params, deps)
    default:
      throw new RpcRefusal(rpcErrors.unknownMethod, `This gateway does not know the method ${method.slice(0, 100)}.`)
  }
}
