import type { Server } from 'node:http'
import type { Logger } from '../platform/logger.ts'
import type { InFlight } from './in-flight.ts'

export interface ShutdownDependencies {
  state: { draining: boolean }
  inFlight: InFlight
  publicServer: Server
  /** The console's way to the API; open until the last page under way is rendered. */
  consoleServer: Server
  console: { stop(): Promise<void> }
  /** `drain` ends the streams that only their clients would end. */
  rooms: { drain(): void } & AsyncDisposable
  logger: Logger
  graceMs?: number
}

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

/** Readiness off, no new work, streams of news end, what is under way finishes (≤ 25 s), then the console, then the rooms (F-51). */
export async function shutDown(deps: ShutdownDependencies): Promise<void> {
  const { inFlight, logger, graceMs = 25_000 } = deps
  deps.state.draining = true
  deps.rooms.drain()
  const listenerGone = closed(deps.publicServer)
  if (inFlight.count > 0) logger.info({ underWay: inFlight.count }, 'Shutting down: waiting for what is under way.')
  if (!(await inFlight.idle(graceMs))) logger.warn({ underWay: inFlight.count }, 'Shutting down: cut off what is left.')
  deps.publicServer.closeAllConnections()
  await deps.console.stop()
  // Upgraded connections end with the console, so this is not waited for any earlier.
  await listenerGone
  const innerGone = closed(deps.consoleServer)
  deps.consoleServer.closeAllConnections()
  await innerGone
  await deps.rooms[Symbol.asyncDispose]()
  logger.info('Postern has stopped.')
}
