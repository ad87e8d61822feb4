import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { askUpstream, keepsLevels } from '../live/open-upstream.ts'
import { answerResult } from '../reply/answer.ts'
import type { RpcId } from '../rpc/id.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import { isLogLevel } from './relay/log-level.ts'

/** `logging/setLevel`: kept for the session, and told to the servers that it has sessions with, now and later. */
export async function setLevel(
  { live, session, gateway, reply }: Exchange,
  id: RpcId,
  { level }: Record<string, unknown>,
  { upstreamSessions }: EndpointDeps,
): Promise<void> {
  if (!gateway.capabilities['logging'])
    throw new RpcRefusal(rpcErrors.unknownMethod, 'No MCP server behind this gateway has logging.')
  if (!isLogLevel(level)) throw new RpcRefusal(rpcErrors.invalidParams, 'params.level is no log level.')
  if (live && session) {
    live.logLevel = level
    const open = upstreamSessions.of(session.key).filter(keepsLevels)
    await Promise.all(open.map((upstream) => askUpstream(upstream, 'logging/setLevel', { level })))
  }
  answerResult(reply, id, {})
}
