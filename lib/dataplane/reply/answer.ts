import type { Reply } from './reply.ts'
import type { ContentCoding } from '../rpc/content-coding.ts'
import type { RpcId } from '../rpc/id.ts'
import type { OwnPart, PreparedAnswer } from '../rpc/prepared-answer.ts'

type Headers = Readonly<Record<string, string>>

/** A JSON-RPC error as it stands in an answer. */
export interface RpcError {
  code: number
  message: string
  data?: unknown
}

function answer(reply: Reply, message: object, status?: number, headers?: Headers): void {
  reply.answer(Buffer.from(JSON.stringify(message)), status, headers)
}

/** Nothing is written when the client has left or was answered already. */
export const answerResult = (reply: Reply, id: RpcId, result: unknown, headers?: Headers): void =>
  answer(reply, { jsonrpc: '2.0', id, result }, 200, headers)

export const answerError = (reply: Reply, id: RpcId | null, error: RpcError, status = 200, headers?: Headers): void =>
  answer(reply, { jsonrpc: '2.0', id, error }, status, headers)

/** An answer made before its request, in the coding that the client takes. */
export function answerPrepared(
  reply: Reply,
  prepared: PreparedAnswer,
  own: OwnPart,
  coding: ContentCoding | undefined,
): void | Promise<void> {
  const bytes = prepared.bytes(own, coding)
  return bytes instanceof Promise
    ? bytes.then((ready) => reply.answerPrepared(ready, coding))
    : reply.answerPrepared(bytes, coding)
}
