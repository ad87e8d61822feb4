import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { refuse } from '../inbound/refuse.ts'
import { Batch } from '../reply/batch.ts'
import { HttpRefusal, rpcErrors } from '../rpc/refusals.ts'
import { answerRequest } from './answer-request.ts'
import { takeNotification } from './take-notification.ts'
import { takeResponse } from './take-response.ts'

/** Takes up what a POST brought: one message, or each of a batch. */
export function answerBody(exchange: Exchange, deps: EndpointDeps): void | Promise<void> {
  if (exchange.batch) return answerBatch(exchange, exchange.batch, deps)
  const { message, res } = exchange
  if (message.kind === 'request') return answerRequest(exchange, message, deps)
  if (message.kind === 'notification') takeNotification(exchange, message, deps)
  else takeResponse(exchange, message)
  res.writeHead(202).end()
}

function answerBatch(exchange: Exchange, messages: readonly Exchange['message'][], deps: EndpointDeps): void {
  const batch = new Batch(exchange.res)
  for (const message of messages) {
    if (message.kind === 'request') void answerOne(exchange.of(message, batch.reply()), message, deps)
    else if (message.kind === 'notification') takeNotification(exchange, message, deps)
    else answerUnwaited(exchange, message)
  }
  batch.sealed()
}

async function answerOne(
  exchange: Exchange,
  message: Extract<Exchange['message'], { kind: 'request' }>,
  deps: EndpointDeps,
): Promise<void> {
  try {
    await answerRequest(exchange, message, deps)
  } catch (error) {
    const { id } = message
    const own = error instanceof HttpRefusal && error.id === null
    refuse(exchange, own ? new HttpRefusal(error.status, error.message, { ...error, id }) : error, deps)
  }
}

/** One answer that nobody waits for does not spoil the others of its batch. */
function answerUnwaited(exchange: Exchange, message: Extract<Exchange['message'], { kind: 'response' }>): void {
  try {
    takeResponse(exchange, message)
  } catch (error) {
    if (!(error instanceof HttpRefusal && error.code === rpcErrors.invalidRequest)) throw error
  }
}
