import type { IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import manifest from '../../package.json' with { type: 'json' }
import type { EndpointDeps } from './endpoint-deps.ts'
import { handleMcp } from './endpoint.ts'
import { createLiveSessions } from './live/live-sessions.ts'
import { createNewsDesk, type NewsLimits } from './live/news-desk.ts'
import { createParkedCalls, parkingLimits, type ParkingLimits } from './live/parked-calls.ts'
import { createStepUps } from './methods/consent/step-up.ts'
import { createProtectedResourceMetadata, type MetadataAnswer } from './protected-resource.ts'
import { createHeart } from './reply/heart.ts'
import { createRequestStates } from './request-state.ts'
import type { DataplaneDeps } from './rooms.ts'
import { createSessions } from './session.ts'
import { createUpstream } from './upstream/index.ts'
import { upstreamLimits, type UpstreamLimits } from './upstream/outcome.ts'
import { createViewCache } from './view-cache.ts'

export interface Dataplane {
  /** Answers a request to `/gateways/{gatewayId}/mcp`, whatever its method. Reads the body itself; never rejects. */
  handleMcp(req: IncomingMessage, res: ServerResponse, gatewayId: string): Promise<void>
  /** RFC 9728: of one gateway, or of the root, which stands for the only gateway that takes bearer tokens. */
  protectedResourceMetadata(gatewayId: string | undefined): Promise<MetadataAnswer>
  /** Ends what stays open for as long as its client likes, what waits for people, and after a while every call (F-51). */
  drain(): void
  close(): void
}

/** Shorter ones are for tests. */
export type DataplaneLimits = UpstreamLimits & {
  parking: ParkingLimits
  news: NewsLimits
  comebackMs: number
  beatMs: number
  drainMs: number
}

/** Shorter than what a stop waits for calls, so that those which take longer end with a word. */
const usualDrainMs = 20_000

export function createDataplane(deps: DataplaneDeps, limits: Partial<DataplaneLimits> = {}): Dataplane {
  const { parking, news, comebackMs, beatMs, drainMs, ...upstream } = limits
  const views = createViewCache(deps)
  const {
    callTarget,
    sessions: upstreamSessions,
    news: upstreamNews,
  } = createUpstream(deps.egress.dispatcher, {
    ...upstreamLimits,
    ...upstream,
  })
  const endpointDeps: EndpointDeps = {
    ...deps,
    views,
    sessions: createSessions(deps.keyring),
    liveSessions: createLiveSessions(deps.clock, ({ session }) => upstreamSessions.endAll(session.key)),
    requestStates: createRequestStates(deps.keyring),
    stepUps: createStepUps(),
    underWay: new Set(),
    parked: createParkedCalls(parking ?? parkingLimits),
    news: createNewsDesk({ ...deps, views }, news),
    heart: createHeart(beatMs),
    comebackMs,
    callTarget,
    upstreamSessions,
    upstreamNews,
    tokensAtHand: new LRUCache({ max: 20_000 }),
    serverVersion: manifest.version,
  }
  return {
    handleMcp: (req, res, gatewayId) => handleMcp(req, res, gatewayId, endpointDeps),
    protectedResourceMetadata: createProtectedResourceMetadata(deps, views),
    drain() {
      endpointDeps.news.close()
      endpointDeps.parked.close()
      for (const { questions } of endpointDeps.liveSessions.all()) questions.close()
      const end = () => endpointDeps.underWay.forEach((call) => call.shutDown())
      setTimeout(end, drainMs ?? usualDrainMs).unref()
    },
    close() {
      endpointDeps.news.close()
      endpointDeps.parked.close()
      endpointDeps.liveSessions.close()
      endpointDeps.heart.stop()
      views.close()
    },
  }
}
