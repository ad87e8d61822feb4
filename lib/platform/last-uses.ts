import type { Logger } from './logger.ts'

const everyMs = 60_000

/** When things were last used, written together once a minute: a use costs one entry of a map and no statement. */
export interface LastUses {
  note(id: string, at: number): void
  /** What is not written yet. */
  of(id: string): number | undefined
  flush(): Promise<void>
  start(): void
  /** Writes what is left. */
  stop(): Promise<void>
}

/** `what` stands in the log where the times could not be written. */
export function createLastUses(deps: {
  write(uses: readonly { id: string; at: number }[]): Promise<void>
  what: string
  logger: Logger
}): LastUses {
  let used = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  const write = async () => {
    if (used.size === 0) return
    const uses = used
    used = new Map()
    try {
      await deps.write([...uses].map(([id, at]) => ({ id, at })))
    } catch (error) {
      // A time that is not known is no reason to fail anything, and the next use brings a newer one.
      deps.logger.warn({ err: error }, `when ${deps.what} were last used could not be written`)
    }
  }
  const flush = () => (writing = writing.then(write))

  return {
    note: (id, at) => void used.set(id, at),
    of: (id) => used.get(id),
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
