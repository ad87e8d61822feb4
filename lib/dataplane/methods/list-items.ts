import type { Exchange } from '../exchange.ts'
import type { ItemKind } from '../rooms.ts'
import { answerPrepared } from '../reply/answer.ts'
import { chooseCoding } from '../rpc/content-coding.ts'
import type { RpcId } from '../rpc/id.ts'

/** Methods that list, and what. */
export const listMethods: ReadonlyMap<string, ItemKind> = new Map([
  ['tools/list', 'tools'],
  ['prompts/list', 'prompts'],
  ['resources/list', 'resources'],
  ['resources/templates/list', 'templates'],
])

/** Ready bytes: no store, no MCP server, no consent (DESIGN §8.2). */
export function listItems(
  exchange: Exchange,
  id: RpcId,
  params: Record<string, unknown>,
  kind: ItemKind,
): void | Promise<void> {
  const { reply, gateway, naming, wire } = exchange
  const list = gateway.list(kind, naming)
  list.refuseCollisions()
  const coding = reply.canEncode ? chooseCoding(exchange.header('accept-encoding')) : undefined
  return answerPrepared(reply, list.page(params.cursor), { id, members: wire.listMembers(list.cache) }, coding)
}
