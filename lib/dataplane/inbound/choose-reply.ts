import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { EventStream } from '../reply/event-stream.ts'
import { HttpReply } from '../reply/http-reply.ts'
import { ReplayLog } from '../reply/replay-log.ts'
import { acceptsEvents } from './accepts.ts'

/** Far more than what is written before an MCP server is asked to pause. */
const maxUnread = 8 * 1024 * 1024

/** An answer may be a stream where the gateway says so and the client takes one; it becomes one when there is a reason. */
export function chooseReply(exchange: Exchange, deps: Pick<EndpointDeps, 'heart' | 'comebackMs'>): void {
  const { gateway, res, batch, message } = exchange
  if (!gateway.streaming || batch || message.kind !== 'request' || !acceptsEvents(exchange.header('accept'))) return
  exchange.reply = new HttpReply(res, () => openStream(exchange, deps))
}

function openStream({ res, gateway, live, wire }: Exchange, deps: Pick<EndpointDeps, 'heart' | 'comebackMs'>) {
  const { heart, comebackMs } = deps
  if (!live || !gateway.sessions) return new EventStream(res, { heart, maxUnread })
  const log = new ReplayLog('call')
  const stream = new EventStream(res, {
    ...{ heart, maxUnread, log, comebackMs },
    primed: wire.primes,
    onRetired: () => void live.streams.delete(log.streamId),
  })
  live.keep(log.streamId, stream)
  return stream
}
