import type { RpcId } from '../../rpc/id.ts'
import { rpcErrors } from '../../rpc/refusals.ts'
import { responseText } from '../../rpc/server-message.ts'
import type { UpstreamLink } from '../../upstream/answer-sink.ts'

/** What a server hears that asks what its client did not say it could be asked (agentcore.md f.5). */
export const refuseQuestion = (back: Pick<UpstreamLink, 'send'>, id: RpcId, method: string): void =>
  refuse(back, id, rpcErrors.unknownMethod, `The client did not declare that it can be asked ${method.slice(0, 100)}.`)

/** … and one whose question cannot be put now. */
export const declineQuestion = (back: Pick<UpstreamLink, 'send'>, id: RpcId, why: string): void =>
  refuse(back, id, rpcErrors.internal, why)

function refuse(back: Pick<UpstreamLink, 'send'>, id: RpcId, code: number, message: string): void {
  void back.send(responseText(id, { error: { code, message } }))
}
