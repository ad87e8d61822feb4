export interface Mutex {
  /** First come, first served. The holder calls what it gets exactly once. */
  acquire(): Promise<() => void>
  run<T>(work: () => Promise<T>): Promise<T>
}

export function createMutex(): Mutex {
  let last: Promise<void> = Promise.resolve()
  const acquire = async (): Promise<() => void> => {
    const before = last
    let release: () => void = () => undefined
    last = new Promise<void>((resolve) => (release = resolve))
    await before
    return release
  }
  return {
    acquire,
    async run(work) {
      const release = await acquire()
      try {
        return await work()
      } finally {
        release()
      }
    },
  }
}
