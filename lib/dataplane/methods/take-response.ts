import type { Exchange } from '../exchange.ts'
import { HttpRefusal, rpcErrors } from '../rpc/refusals.ts'

/** A client's answer to a question. @throws HttpRefusal 400 with -32600 for one that nobody waits for */
export function takeResponse(
  { live }: Exchange,
  { id, response }: Extract<Exchange['message'], { kind: 'response' }>,
): void {
  if (id !== undefined && live?.questions.answer(id, response)) return
  throw new HttpRefusal(400, 'No question of this id waits for an answer in this session.', {
    code: rpcErrors.invalidRequest,
  })
}
