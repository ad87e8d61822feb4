import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'
import { readEventId } from '../reply/replay-log.ts'
import { HttpRefusal } from '../rpc/refusals.ts'
import { SessionStream } from './session-news.ts'

/**
 * GET: the session's stream of news, or the rest of a stream that was broken off. An event's id opens only what is of this
 * very session (R18).
 */
export function openNews(exchange: Exchange, deps: EndpointDeps): void {
  const { live, res } = exchange
  if (!live) throw new HttpRefusal(400, 'Missing required Mcp-Session-Id header')
  const lastEventId = exchange.header('last-event-id')
  const place = lastEventId === undefined ? undefined : readEventId(lastEventId)
  const known = place && live.streams.get(place.streamId)
  if (place && known) return known.resume(res, place.number)
  if (place?.kind === 'call')
    throw new HttpRefusal(400, 'The stream of this Last-Event-ID is over, or is none of this session. Call again.')
  const before = live.news
  live.news = undefined
  before?.close()
  live.news = new SessionStream(exchange, live, deps)
}
