import { DomainError } from '../../kernel/domain-error.ts'
import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { answerError } from '../reply/answer.ts'
import { HttpRefusal, rpcErrors, RpcRefusal } from '../rpc/refusals.ts'

/** Tells a caller why there is no answer: as HTTP below the protocol, as a JSON-RPC error inside it. */
export function refuse(
  { requestId, reply, message }: Pick<Exchange, 'requestId' | 'reply'> & { message: Exchange['message'] | undefined },
  error: unknown,
  { logger }: Pick<EndpointDeps, 'logger'>,
): void {
  const id = message?.kind === 'request' ? message.id : null
  if (error instanceof HttpRefusal) {
    const { code, message: text, data, status, headers } = error
    answerError(reply, error.id, { code, message: text, data }, status, headers)
  } else if (error instanceof RpcRefusal) {
    answerError(reply, id, { code: error.code, message: error.message, data: error.data })
  } else if (error instanceof DomainError && error.code !== 'InternalServerException') {
    if (id !== null) return answerError(reply, id, { code: rpcErrors.internal, message: error.message })
    const headers = { 'x-amzn-errortype': error.code, ...(error.status === 503 && { 'retry-after': '5' }) }
    answerError(reply, null, { code: rpcErrors.refused, message: error.message }, error.status, headers)
  } else {
    logger.error({ error, requestId }, 'a request to a gateway failed by our own fault')
    const text = `Postern failed. Call again; if this lasts, give its administrator the request id ${requestId}.`
    answerError(reply, id, { code: rpcErrors.internal, message: text }, id === null ? 500 : 200)
  }
}
