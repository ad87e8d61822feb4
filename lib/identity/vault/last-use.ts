import type { Logger } from '../../platform/logger.ts'
import type { ConnectionListStore } from './connection-list.store.ts'

const everyMs = 60_000

/**
 * When connections were last used, written together once a minute: a warm call costs one entry of a map and no statement.
 * The log of calls could tell it too, but knows callers by a name that two issuers may share, and only for a month.
 */
export interface LastUse {
  note(keyHash: string, at: number): void
  /** What is not written yet. */
  of(keyHash: string): number | undefined
  flush(): Promise<void>
  start(): void
  /** Writes what is left. */
  stop(): Promise<void>
}

export function createLastUse(deps: { store: Pick<ConnectionListStore, 'touch'>; logger: Logger }): LastUse {
  let used = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const write = async () => {
    if (used.size === 0) return
    const uses = used
    used = new Map()
    try {
      await deps.store.touch([...uses].map(([keyHash, at]) => ({ keyHash, at })))
    } catch (error) {
      // A time that is not known is no reason to fail anything, and the next use brings a newer one.
      deps.logger.warn({ err: error }, 'when connections were last used could not be written')
    }
  }
  const flush = () => (writing = writing.then(write))

  return {
    note: (keyHash, at) => void used.set(keyHash, at),
    of: (keyHash) => used.get(keyHash),
    flush,
    start() {
      timer ??= setInterval(() => void flush(), everyMs).unref()
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
      await flush()
    },
  }
}
