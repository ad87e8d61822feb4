import type { RpcId } from '../../rpc/id.ts'
import { HttpRefusal, rpcErrors } from '../../rpc/refusals.ts'

/** Names the two sides that differ, as MCP's own servers do. */
export const headerMismatch = (id: RpcId, header: string, body: string): HttpRefusal =>
  new HttpRefusal(400, `The headers and the body of the request disagree: ${body}.`, {
    code: rpcErrors.headerMismatch,
    id,
    data: { mismatch: { header, body } },
  })
