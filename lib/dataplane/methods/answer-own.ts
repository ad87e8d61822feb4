import type { Exchange } from '../exchange.ts'
import { answerResult } from '../rpc/answer.ts'
import type { RpcId } from '../rpc/id.ts'

/** A result that the gateway itself wrote, with what the caller's revision wants of every result. */
export const answerOwn = ({ res, wire }: Exchange, id: RpcId, result: object): void =>
  answerResult(res, id, { ...wire.resultMembers, ...result })
