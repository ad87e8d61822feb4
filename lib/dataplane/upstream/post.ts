import type { Dispatcher } from 'undici'
import { silentSink } from './answer-sink.ts'
import type { Destination, Post } from './destination.ts'
import { InFlight } from './in-flight.ts'
import type { UpstreamLimits } from './outcome.ts'

export function createPost(dispatcher: Dispatcher, limits: UpstreamLimits): Post {
  const post: Post = (destination, message, sink, options) =>
    new Promise((settle) =>
      new InFlight({ dispatcher, limits, post, destination, message, sink, options }, settle).start('POST'),
    )
  return post
}

/** Tells an MCP server that a session is over; what it says to that is not waited for. */
export function endSession(dispatcher: Dispatcher, limits: UpstreamLimits, destination: Destination): void {
  const post = createPost(dispatcher, limits)
  const sending = { dispatcher, limits, post, destination, message: { text: '' }, sink: silentSink, options: undefined }
  new InFlight(sending, () => undefined).start('DELETE')
}
