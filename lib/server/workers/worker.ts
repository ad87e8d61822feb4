import cluster from 'node:cluster'
import type { MetricObject } from 'prom-client'
import type { EndedSession } from '../../dataplane/index.ts'
import type { Settings } from '../../platform/env.ts'
import type { Logger } from '../../platform/logger.ts'
import { randomToken } from '../../platform/random.ts'
import { compose, type Composition } from '../compose.ts'
import { serve, type RunningServer } from '../serve.ts'
import type { Circle } from './circle.ts'
import { createPeers } from './peers.ts'
import { createRemoteConsole } from './remote-console.ts'
import { createSharedChanges } from './shared-changes.ts'

/** One of several processes that serve the port. Resolves when it serves; the primary says when readiness is on. */
export async function startWorker(
  settings: Settings,
  circle: Circle,
  { logger, root = process.cwd() }: { logger: Logger; root?: string },
): Promise<RunningServer> {
  // Or Node would end this process, with all that is under way, the moment that the primary is gone.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true
  const begin = await circle.next('begin')
  if (!begin) throw new Error('The first process ended before it had said what to do.')
  const { internalSecret, peerSecret, folder } = begin
  const peers = createPeers({ self: randomToken(9), folder, secret: peerSecret, logger })
  const changes = createSharedChanges(circle)
  // Changes of others are heard from before the first cache is filled.
  const composed: { rooms?: Composition } = {}
  circle.answerWith((question) => {
    switch (question.kind) {
      case 'figures':
        return composed.rooms?.metrics.own() ?? []
      case 'ended-sessions':
        return composed.rooms?.endedSessions() ?? []
      case 'change':
        return changes.hear(question.change)
    }
  })
  // What comes back on a question is what the cases above gave in other processes.
  const metricsOfOthers = () => circle.ask({ kind: 'figures' }) as Promise<MetricObject[][]>
  // The first administrator was seen to once, before any worker was started.
  const own: Settings = { ...settings, admin: undefined }
  const rooms = await compose(own, { logger, internalSecret, root, changes, workers: peers, metricsOfOthers })
  composed.rooms = rooms
  // It may stand in for one that died, and those that are ended from now on are heard of by the change.
  const ended = (await circle.ask({ kind: 'ended-sessions' })) as EndedSession[][]
  rooms.rememberEnded(ended.flat())
  try {
    const console = createRemoteConsole(circle)
    const server = await serve({ place: settings, rooms, console, internalSecret, peers, dev: false, logger })
    rooms.start()
    circle.on('all-ready', server.ready)
    circle.tell({ kind: 'ready', innerPort: server.innerPort })
    return server
  } catch (error) {
    await rooms[Symbol.asyncDispose]()
    throw error
  }
}

/**
 * A worker stops when the primary says so or is gone, and on SIGTERM, which a container sends to each process. Ctrl-C
 * reaches it from the terminal too, but is the primary's to act on.
 */
export function stopWithPrimary(circle: Circle, stop: () => Promise<void>): void {
  let stopping = false
  const begin = (): void => {
    if (stopping) return
    stopping = true
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`A process of Postern did not stop cleanly: ${String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', () => undefined)
  process.on('SIGHUP', () => undefined)
  process.on('SIGTERM', begin)
  void circle.next('stop').then(begin)
}
