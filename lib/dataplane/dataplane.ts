import type { IncomingMessage, ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import manifest from '../../package.json' with { type: 'json' }
import type { EndpointDeps } from './endpoint-deps.ts'
import { handleMcp } from './endpoint.ts'
import type { EndedSession } from './live/ended-sessions.ts'
import { CallsUnderWay } from './live/calls-under-way.ts'
import { createLiveSessions } from './live/live-sessions.ts'
import { createNewsDesk, type NewsLimits } from './live/news-desk.ts'
import { createParkedCalls, parkingLimits, type ParkingLimits } from './live/parked-calls.ts'
import { createStepUps } from './methods/consent/step-up.ts'
import { createProtectedResourceMetadata, type MetadataAnswer } from './protected-resource.ts'
import { createHeart } from './reply/heart.ts'
import { createRequestStates } from './request-state.ts'
import type { DataplaneDeps } from './rooms.ts'
import { createSessions } from './session.ts'
import type { HeldBack } from './upstream/breaker.ts'
import { createUpstream } from './upstream/index.ts'
import { upstreamLimits, type UpstreamLimits } from './upstream/outcome.ts'
import { createViewCache } from './view-cache.ts'

export interface Dataplane {
  /** Answers a request to `/gateways/{gatewayId}/mcp`, whatever its method. Reads the body itself; never throws, never rejects. */
  handleMcp(req: IncomingMessage, res: ServerResponse, gatewayId: string): void | Promise<void>
  /** RFC 9728: of one gateway, or of the root, which stands for the only gateway that takes bearer tokens. */
  protectedResourceMetadata(gatewayId: string | undefined): Promise<MetadataAnswer>
  figures(): DataplaneFigures
  /** Sessions that clients have ended before their time: a process that takes the place of another has to know them. */
  endedSessions(): EndedSession[]
  rememberEnded(sessions: readonly EndedSession[]): void
  /** Ends what stays open for as long as its client likes, what waits for people, and after a while every call (F-51). */
  drain(): void
  close(): void
}

/** What is open in this process now. */
export interface DataplaneFigures {
  /** Streams of events to clients that have a connection, those of calls and those of news. */
  streams: number
  /** Clients that listen for news. */
  listeners: number
  sessions: number
  parked: number
  heldBack: readonly HeldBack[]
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
  const { parking: parkingBounds, news: newsBounds, comebackMs, beatMs, drainMs, ...upstream } = limits
  const views = createViewCache(deps)
  const {
    callTarget,
    sessions: upstreamSessions,
    news: upstreamNews,
    heldBack,
  } = createUpstream(deps.egress.dispatcher, {
    ...upstreamLimits,
    ...upstream,
  })
  const endpointDeps: EndpointDeps = {
    ...deps,
    views,
    sessions: createSessions(deps.keyring),
    liveSessions: createLiveSessions(deps, ({ session }) => upstreamSessions.endAll(session.key)),
    requestStates: createRequestStates(deps.keyring),
    stepUps: createStepUps(),
    underWay: new CallsUnderWay(),
    parked: createParkedCalls(parkingBounds ?? parkingLimits),
    news: createNewsDesk({ ...deps, views }, newsBounds),
    heart: createHeart(beatMs),
    comebackMs,
    callTarget,
    upstreamSessions,
    upstreamNews,
    tokensAtHand: new LRUCache({ max: 20_000 }),
    serverVersion: manifest.version,
  }
  const { liveSessions, parked, news: desk, heart } = endpointDeps
  return {
    handleMcp: (req, res, gatewayId) => handleMcp(req, res, gatewayId, endpointDeps),
    protectedResourceMetadata: createProtectedResourceMetadata(deps, views),
    figures: () => ({
      streams: heart.size,
      listeners: desk.size,
      sessions: liveSessions.size,
      parked: parked.size,
      heldBack: heldBack(),
    }),
    endedSessions: () => liveSessions.ended.all(),
    rememberEnded: (sessions) => sessions.forEach((session) => liveSessions.ended.add(session)),
    drain() {
      desk.close()
      parked.close()
      for (const { questions } of liveSessions.all()) questions.close()
      setTimeout(() => endpointDeps.underWay.shutDown(), drainMs ?? usualDrainMs).unref()
    },
    close() {
      desk.close()
      parked.close()
      liveSessions.close()
      heart.stop()
      views.close()
    },
  }
}
