import { setTimeout as wait } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { isPendingAuth } from '../contracts/targets.ts'
import { newId } from '../platform/random.ts'
import { auditEntry, system, workDueMs, type TargetsContext } from './context.ts'
import { accepts, advance } from './lifecycle.ts'
import { synchronizeNow } from './synchronize.ts'
import { endpointOf, methodOf, oauthOf, type TargetRecord } from './target.ts'

const shortestPauseMs = 1_000
const longestPauseMs = 60_000

/** How long a server is not listened to after a synchronization that it caused: the longer the more often it cried wolf. */
export const nextPause = (lastMs: number, differed: boolean): number =>
  differed ? shortestPauseMs : Math.min(lastMs * 2, longestPauseMs)

interface Ear {
  /** What the next synchronization will be told to all who came with the same news. */
  next?: Promise<void>
  running: Promise<void>
  pauseMs: number
  notBefore: number
}

const who = 'MCP server'

/**
 * A server says that its lists have changed. Where nobody has to consent they are read again at once, never more than once
 * a second per target; otherwise the target is marked, and people see that it is behind.
 */
export function createUpstreamNews(context: TargetsContext): {
  changed(gatewayId: string, targetId: string): Promise<void>
  /** Whoever waits for his turn goes without. */
  stop(): void
} {
  const ears = new LRUCache<string, Ear>({ max: 10_000 })
  let stopping = new AbortController()

  async function hear(gatewayId: string, targetId: string, ear: Ear): Promise<void> {
    const target = await context.store.find(gatewayId, targetId)
    if (target === undefined || methodOf(target) === 'schema') return
    if (target.staleSince === undefined) {
      await context.store.markStale(targetId)
      context.changed(target)
    }
    if (oauthOf(target.credentials) !== undefined) return
    await ear.running
    await pause(ear.notBefore - context.clock.now())
    ear.next = undefined
    ear.running = synchronize(gatewayId, targetId, ear)
    await ear.running
  }

  async function synchronize(gatewayId: string, targetId: string, ear: Ear): Promise<void> {
    const started = await begin(gatewayId, targetId)
    if (started === undefined) return
    const hashOf = async ({ servingVersionId }: TargetRecord) =>
      servingVersionId === undefined ? undefined : (await context.store.catalogue(servingVersionId))?.hash
    const before = await hashOf(started)
    await synchronizeNow(context, started)
    const after = await context.store.find(gatewayId, targetId)
    ear.pauseMs = nextPause(ear.pauseMs, after?.status === 'READY' && (await hashOf(after)) !== before)
    ear.notBefore = context.clock.now() + ear.pauseMs
  }

  /** Waits for the work in hand, if any: two operations never run on one target. */
  async function begin(gatewayId: string, targetId: string): Promise<TargetRecord | undefined> {
    for (let waitedMs = 0; waitedMs <= workDueMs && !stopping.signal.aborted; waitedMs += shortestPauseMs) {
      const target = await context.store.find(gatewayId, targetId)
      if (target === undefined || isPendingAuth(target.status) || methodOf(target) === 'schema') return undefined
      if (oauthOf(target.credentials) !== undefined) return undefined
      if (accepts(target.status, 'sync')) {
        const working = await context.store.change(
          target.id,
          target.version,
          {
            status: advance(target.status, 'sync'),
            ...{ statusReasons: [], sessionId: null, authUserId: null, due: { inMs: workDueMs } },
          },
          {
            audit: auditEntry('target.synchronization-started', system, target, { startedBy: who }),
            opens: { id: newId(), kind: 'synchronize', method: 'sync', endpoint: endpointOf(target), startedBy: who },
          },
        )
        if (typeof working === 'string') continue
        context.changed(working)
        return working
      }
      await pause(shortestPauseMs)
    }
    return undefined
  }

  const pause = async (ms: number): Promise<void> => {
    if (ms > 0) await wait(ms, undefined, { signal: stopping.signal })
  }

  return {
    changed(gatewayId, targetId) {
      const key = `${gatewayId}/${targetId}`
      const ear = ears.get(key) ?? { running: Promise.resolve(), pauseMs: shortestPauseMs, notBefore: 0 }
      ears.set(key, ear)
      if (ear.next) return ear.next
      const turn = hear(gatewayId, targetId, ear)
        .catch((error: unknown) => {
          if (!(error instanceof Error && error.name === 'AbortError'))
            context.logger.warn({ err: error, targetId }, 'news of a server led to nothing')
        })
        .finally(() => {
          if (ear.next === turn) ear.next = undefined
        })
      ear.next = turn
      context.inBackground('news of a server', () => turn)
      return turn
    },
    stop() {
      stopping.abort()
      stopping = new AbortController()
    },
  }
}
