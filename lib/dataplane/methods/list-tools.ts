import type { Exchange } from '../exchange.ts'
import { answerPrepared } from '../rpc/answer.ts'
import type { RpcId } from '../rpc/id.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import { toolListTail } from '../tool-list.ts'

/** Ready bytes: no store, no MCP server, no consent (DESIGN §8.2). All tools come on one page. */
export function listTools({ res, gateway }: Exchange, id: RpcId, params: Record<string, unknown>): void {
  if (params.cursor !== undefined)
    throw new RpcRefusal(rpcErrors.invalidParams, 'This gateway hands out no cursor: leave params.cursor out.')
  answerPrepared(res, gateway.toolList, toolListTail(id))
}
