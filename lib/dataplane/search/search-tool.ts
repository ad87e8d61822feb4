import { definitionOf } from '../catalogue/naming.ts'
import type { Exchange } from '../exchange.ts'
import type { RpcId } from '../rpc/id.ts'
import { isObject } from '../rpc/message.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import type { ToolSearch } from './tool-search.ts'

const longestQuery = 2_000

/** `x_amz_bedrock_agentcore_search`: the gateway's own tool. It reads the catalogue, so no MCP server hears of it. */
export async function searchTools(
  { reply, wire }: Exchange,
  id: RpcId,
  args: unknown,
  search: ToolSearch,
): Promise<void> {
  const query = isObject(args) ? args.query : undefined
  if (typeof query !== 'string' || query.trim() === '' || query.length > longestQuery)
    throw new RpcRefusal(
      rpcErrors.invalidParams,
      `params.arguments.query must say in up to ${longestQuery} characters what the tool should do.`,
    )
  const found = `{"tools":[${(await search.find(query)).map(definitionOf).join(',')}]}`
  const members = Object.entries(wire.resultMembers).map(
    (member) => `,${member.map((it) => JSON.stringify(it)).join(':')}`,
  )
  const result = `{"content":[{"type":"text","text":${JSON.stringify(found)}}],"structuredContent":${found},"isError":false${members.join('')}}`
  reply.answer(Buffer.from(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result}}`))
}
