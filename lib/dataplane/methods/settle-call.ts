import type { Exchange } from '../exchange.ts'
import type { ToolRoute } from '../gateway-view.ts'
import type { DataplaneDeps } from '../rooms.ts'
import { answerError } from '../rpc/answer.ts'
import type { RpcId } from '../rpc/id.ts'
import { rpcErrors } from '../rpc/refusals.ts'
import { errorResult, explainFailure } from '../upstream/explain.ts'
import { answers, parseOrUndefined } from '../upstream/judge-answer.ts'
import type { Outcome } from '../upstream/outcome.ts'
import { answerOwn } from './answer-own.ts'

/** Our own request was at fault, and the caller cannot mend that. */
const aboutOurAsking: ReadonlySet<number> = new Set([rpcErrors.headerMismatch, rpcErrors.unsupportedVersion])

/** Tells the caller what became of a call that brought no answer. */
export function settleCall(
  exchange: Exchange,
  id: RpcId,
  { target }: ToolRoute,
  outcome: Outcome,
  { logger }: Pick<DataplaneDeps, 'logger'>,
): void {
  if (outcome.kind === 'answered' || outcome.kind === 'cancelled') return
  const { gateway, res } = exchange
  const error = ownWord(outcome, id)
  if (error?.code === rpcErrors.missingCapability) {
    if (exchange.envelope) return answerError(res, id, error, 400)
    return answerOwn(exchange, id, cannotBeAsked(target.name))
  }
  if (error && !aboutOurAsking.has(error.code)) return answerError(res, id, error)
  const reason =
    outcome.kind === 'refused' ? { status: outcome.status } : { fault: outcome.fault, detail: outcome.detail }
  logger.warn({ gatewayId: gateway.id, targetId: target.targetId, ...reason }, 'an MCP server failed a call')
  answerOwn(exchange, id, explainFailure(outcome, target.name, gateway.debug))
}

/** A JSON-RPC error is the server's word on this call, whatever the status around it. */
function ownWord(outcome: Outcome, id: RpcId): { code: number; message: string; data?: unknown } | undefined {
  if (outcome.kind !== 'refused' || (outcome.status !== 400 && outcome.status !== 404)) return undefined
  const body = parseOrUndefined(outcome.body)
  return answers(body, id) ? (body as { error: { code: number; message: string } }).error : undefined
}

const cannotBeAsked = (targetName: string) =>
  errorResult(
    `The MCP server of target ${targetName} does this only for clients that can be asked questions, which this client did not say of itself. Use a client of a newer MCP revision.`,
  )
