import type { LRUCache } from 'lru-cache'
import type { CallsUnderWay } from './live/calls-under-way.ts'
import type { LiveSessions } from './live/live-sessions.ts'
import type { NewsDesk } from './live/news-desk.ts'
import type { ParkedCalls } from './live/parked-calls.ts'
import type { StepUps } from './methods/consent/step-up.ts'
import type { Heart } from './reply/heart.ts'
import type { RequestStates } from './request-state.ts'
import type { DataplaneDeps } from './rooms.ts'
import type { Sessions } from './session.ts'
import type { CallTarget } from './upstream/call-target.ts'
import type { UpstreamNews } from './upstream/news.ts'
import type { UpstreamSessions } from './upstream/sessions.ts'
import type { ViewCache } from './view-cache.ts'

/** What the steps of one request work with. */
export type EndpointDeps = DataplaneDeps & {
  views: ViewCache
  sessions: Sessions
  liveSessions: LiveSessions
  requestStates: RequestStates
  stepUps: StepUps
  parked: ParkedCalls
  /** Every relayed call of this process. */
  underWay: CallsUnderWay
  news: NewsDesk
  heart: Heart
  /** How long a client whose stream broke may take to come back; absent: the usual. */
  comebackMs: number | undefined
  callTarget: CallTarget
  upstreamSessions: UpstreamSessions
  upstreamNews: UpstreamNews
  /** Principals that have used a login of theirs for a target here. */
  tokensAtHand: LRUCache<string, true>
  serverVersion: string
}
