import type { Dispatcher } from 'undici'
import type { Destination, Post } from './destination.ts'
import type { UpstreamLimits } from './outcome.ts'
import type { UpstreamSessions } from './sessions.ts'

/** What a stream of news is made with. */
export interface NewsDeps {
  dispatcher: Dispatcher
  limits: UpstreamLimits
  post: Post
  sessions: UpstreamSessions
  /** Tells a server that a session is over. */
  end(destination: Destination): void
}
