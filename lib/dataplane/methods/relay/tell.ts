import type { Exchange } from '../../exchange.ts'
import { answerError, answerResult } from '../../reply/answer.ts'
import type { RpcId } from '../../rpc/id.ts'
import { rpcErrors } from '../../rpc/refusals.ts'
import { errorResult } from '../../upstream/explain.ts'
import type { ToolResult } from '../../wire/index.ts'
import type { Call } from './call.ts'

/**
 * That a call did not succeed, in our words. A tool can say so in its result, which models read; for every other method
 * there is nothing but a JSON-RPC error.
 */
export function tellFailure({ exchange, reply, id, subject }: Call, failure: string | ToolResult): void {
  const result = typeof failure === 'string' ? errorResult(failure) : failure
  if (subject.method === 'tools/call') return answerResult(reply, id, { ...exchange.wire.resultMembers, ...result })
  const message = result.content.map(({ text }) => text).join('\n')
  answerError(reply, id, { code: rpcErrors.internal, message, ...(result._meta && { data: result._meta }) })
}

/** A result that the gateway itself wrote, with what the caller's revision wants of every result. */
export const answerOwn = ({ reply, wire }: Pick<Exchange, 'reply' | 'wire'>, id: RpcId, result: object): void =>
  answerResult(reply, id, { ...wire.resultMembers, ...result })
