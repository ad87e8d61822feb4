import type { Clock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import { createCallIds, firstIdAt } from './call-id.ts'
import { createCallQueue } from './call-queue.ts'
import type { CallQuery, CallRecord, CallStore, StoredCall } from './call.store.ts'

export interface CallRecorder {
  /** Puts a call aside to be stored with others. Never throws and never waits. */
  record(call: CallRecord): void
}

export interface Calls extends CallRecorder {
  /** Newest first; `from` and `to` in ms since 1970, `after` as the page before said. */
  list(
    query: Omit<CallQuery, 'from' | 'before'> & { from?: number; to?: number; after?: string },
  ): ReturnType<CallStore['list']>
  /** What waits to be stored, and what was dropped because too much waited, since the start. */
  readonly figures: { waiting: number; dropped: number; stored: number }
  /** Begins to erase what is older than 30 days. */
  start(): void
  /** Stores what waits. Gives up, and says how much is lost, where the store does not answer in ten seconds. */
  stop(): Promise<void>
}

export interface CallsDependencies {
  store: CallStore
  clock: Clock
  logger: Logger
  limits?: Partial<typeof usualLimits>
}

const usualLimits = {
  /** So long a call waits for others to be stored with. */
  batchMs: 250,
  batchSize: 500,
  /** So many wait where the store is down; what comes on top is counted and dropped. */
  capacity: 50_000,
  retryMs: 250,
  maxRetryMs: 5_000,
  attemptsAtStop: 40,
  keepMs: 30 * 24 * 60 * 60 * 1000,
  pruneEveryMs: 60 * 60 * 1000,
  pruneChunk: 1_000,
}

export function createCalls({ store, clock, logger, limits: given }: CallsDependencies): Calls {
  const limits = { ...usualLimits, ...given }
  const idOf = createCallIds()
  const queue = createCallQueue(limits.capacity, limits.batchSize, () => flushSoon(0))
  let dropped = 0
  let droppedSaid = 0
  let stored = 0
  let timer: NodeJS.Timeout | undefined
  let flushing: Promise<boolean> | undefined
  let pruning: NodeJS.Timeout | undefined
  let stopping = false
  let hurry: () => void = () => undefined

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = setTimeout(resolve, ms)
      wake.unref()
      hurry = () => {
        clearTimeout(wake)
        resolve()
      }
    })

  const tellDropped = (): void => {
    if (dropped === droppedSaid) return
    logger.error({ dropped: dropped - droppedSaid }, 'Calls are missing from the call log: the store did not keep up.')
    droppedSaid = dropped
  }

  /** True once the rows are stored; false where it was given up at the end. */
  const append = async (rows: readonly StoredCall[]): Promise<boolean> => {
    for (let attempt = 0, left = limits.attemptsAtStop; ; attempt++) {
      try {
        await store.append(rows)
        return true
      } catch (error) {
        if (attempt === 0) logger.error({ err: error }, 'The call log cannot be stored; it waits and is tried again.')
        if (stopping && (left -= 1) === 0) return false
      }
      tellDropped()
      await pause(stopping ? limits.retryMs : Math.min(limits.retryMs * 2 ** attempt, limits.maxRetryMs))
    }
  }

  /** False where it was given up at the end. */
  const flush = async (): Promise<boolean> => {
    for (let batch = queue.take(); batch; batch = queue.take()) {
      const rows = batch.map((call) => ({ ...call, id: idOf(call.at) }))
      if (!(await append(rows))) {
        logger.error({ lost: queue.waiting }, 'Calls are lost to the call log: the store did not answer at the end.')
        return false
      }
      queue.done(rows)
      stored += rows.length
    }
    tellDropped()
    return true
  }

  const flushSoon = (afterMs: number): void => {
    if (flushing || (timer && afterMs > 0)) return
    clearTimeout(timer)
    timer = setTimeout(begin, afterMs)
  }

  const begin = (): void => {
    timer = undefined
    flushing ??= flush().finally(() => {
      flushing = undefined
      // Of what came while the last batch was under way.
      if (queue.waiting > 0 && !stopping) flushSoon(limits.batchMs)
    })
  }

  const prune = async (): Promise<void> => {
    const olderThan = firstIdAt(clock.now() - limits.keepMs)
    while (!stopping && (await store.prune(olderThan, limits.pruneChunk)) === limits.pruneChunk);
  }

  const schedulePruning = (): void => {
    pruning = setTimeout(() => {
      prune()
        .catch((error: unknown) => logger.error({ err: error }, 'Old calls could not be erased; tried again later.'))
        .finally(() => {
          if (!stopping) schedulePruning()
        })
    }, limits.pruneEveryMs)
    pruning.unref()
  }

  return {
    record(call) {
      if (!queue.add(call)) dropped += 1
      else if (timer === undefined && flushing === undefined) flushSoon(limits.batchMs)
    },
    list: ({ from, to, after, ...query }) =>
      store.list({
        ...query,
        ...(from !== undefined && { from: firstIdAt(from) }),
        ...((after ?? to) !== undefined && { before: after ?? firstIdAt((to ?? 0) + 1) }),
      }),
    get figures() {
      return { waiting: queue.waiting, dropped, stored }
    },
    start: schedulePruning,
    async stop() {
      stopping = true
      clearTimeout(pruning)
      clearTimeout(timer)
      hurry()
      if ((await flushing) !== false) await flush()
    },
  }
}
