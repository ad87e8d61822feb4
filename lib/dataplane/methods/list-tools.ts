import type { Exchange } from '../exchange.ts'
import { answerPrepared } from '../rpc/answer.ts'
import { chooseCoding } from '../rpc/content-coding.ts'
import type { RpcId } from '../rpc/id.ts'

/** Ready bytes: no store, no MCP server, no consent (DESIGN §8.2). */
export function listTools(exchange: Exchange, id: RpcId, params: Record<string, unknown>): void | Promise<void> {
  const { res, gateway, naming, wire } = exchange
  const catalogue = gateway.catalogues.of(naming)
  catalogue.refuseCollisions()
  const coding = chooseCoding(exchange.header('accept-encoding'))
  return answerPrepared(res, catalogue.page(params.cursor), { id, members: wire.listMembers }, coding)
}
