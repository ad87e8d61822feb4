import type { EndpointDeps } from '../../endpoint-deps.ts'
import type { Exchange } from '../../exchange.ts'
import type { CallState } from '../../request-state.ts'
import type { RpcId } from '../../rpc/id.ts'
import { RpcRefusal, rpcErrors } from '../../rpc/refusals.ts'
import type { CallOptions } from './call-options.ts'

/** Takes up a call that waits in one of our processes, with what the client's person answered. */
export async function resumeParked(
  exchange: Exchange,
  id: RpcId,
  { meta, inputResponses }: CallOptions,
  { handle, worker }: Extract<CallState, { kind: 'parked' }>,
  { parked, workers }: Pick<EndpointDeps, 'parked' | 'workers'>,
): Promise<void> {
  const { req, res, body, reply } = exchange
  if (worker !== workers.self && (await workers.forward(worker, req, res, body))) return
  const call = worker === workers.self ? parked.find(handle, exchange.parkingOwner) : undefined
  if (!call)
    throw new RpcRefusal(
      rpcErrors.invalidParams,
      'The call that asked this is over: it was answered, it waited too long, or Postern was started anew. Call again without requestState and inputResponses.',
    )
  call.resume({ reply, id, progressToken: meta?.progressToken }, inputResponses ?? {})
}
