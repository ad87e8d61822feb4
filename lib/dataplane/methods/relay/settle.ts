import { answerError, type RpcError } from '../../reply/answer.ts'
import type { RpcId } from '../../rpc/id.ts'
import { rpcErrors } from '../../rpc/refusals.ts'
import type { CallRecord, DataplaneDeps } from '../../rooms.ts'
import { explainFailure } from '../../upstream/explain.ts'
import { answers, parseOrUndefined } from '../../upstream/judge-answer.ts'
import type { Outcome } from '../../upstream/outcome.ts'
import type { Call } from './call.ts'
import { tellFailure } from './tell.ts'
import { resourceError } from './translate.ts'

/** Our own request was at fault, and the caller cannot mend that. */
const aboutOurAsking: ReadonlySet<number> = new Set([rpcErrors.headerMismatch, rpcErrors.unsupportedVersion])

/** Tells the caller what became of a call that brought no answer, and us how to remember it. */
export function settle(call: Call, outcome: Outcome, { logger }: Pick<DataplaneDeps, 'logger'>): CallRecord['outcome'] {
  if (outcome.kind === 'answered' || outcome.kind === 'cancelled') return outcome.kind
  const { exchange, id, subject, reply } = call
  const { target } = subject
  const error = ownWord(outcome, id)
  if (error?.code === rpcErrors.missingCapability) {
    if (exchange.envelope) answerError(reply, id, error, 400)
    else tellFailure(call, cannotBeAsked(target.name))
    return 'refused'
  }
  if (error && !aboutOurAsking.has(error.code)) {
    const client = exchange.envelope ? 'modern' : 'legacy'
    const told = subject.method === 'resources/read' ? resourceError(error, subject.name, client) : error
    answerError(reply, id, told, exchange.envelope && told.code === rpcErrors.unknownMethod ? 404 : 200)
    return 'answered'
  }
  const reason =
    outcome.kind === 'refused' ? { status: outcome.status } : { fault: outcome.fault, detail: outcome.detail }
  logger.warn({ gatewayId: exchange.gatewayId, targetId: target.targetId, ...reason }, 'an MCP server failed a call')
  tellFailure(call, explainFailure(outcome, target.name, exchange.gateway.debug))
  return outcome.kind === 'refused' ? 'refused' : 'failed'
}

/** A JSON-RPC error is the server's word on this call, whatever the status around it. */
function ownWord(outcome: Outcome, id: RpcId): RpcError | undefined {
  if (outcome.kind !== 'refused' || (outcome.status !== 400 && outcome.status !== 404)) return undefined
  const body = parseOrUndefined(outcome.body)
  return answers(body, id) ? (body as { error: RpcError }).error : undefined
}

const cannotBeAsked = (targetName: string) =>
  `The MCP server of target ${targetName} does this only for clients that can be asked questions, which this client did not say of itself. Use a client that can be asked, with a session and streams, or one of a newer MCP revision.`
