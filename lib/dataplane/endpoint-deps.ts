import type { StepUps } from './methods/consent/step-up.ts'
import type { DataplaneDeps } from './rooms.ts'
import type { Sessions } from './session.ts'
import type { CallTarget } from './upstream/call-target.ts'
import type { RequestStates } from './request-state.ts'
import type { ViewCache } from './view-cache.ts'

/** What the steps of one request work with. */
export type EndpointDeps = DataplaneDeps & {
  views: ViewCache
  sessions: Sessions
  requestStates: RequestStates
  stepUps: StepUps
  callTarget: CallTarget
  serverVersion: string
}
