import type { DataplaneDeps } from './rooms.ts'
import type { Sessions } from './session.ts'
import type { CallTarget } from './upstream/call-target.ts'
import type { ViewCache } from './view-cache.ts'

/** What the steps of one request work with. */
export type EndpointDeps = DataplaneDeps & {
  views: ViewCache
  sessions: Sessions
  callTarget: CallTarget
  serverVersion: string
}
