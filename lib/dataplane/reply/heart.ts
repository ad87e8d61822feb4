/** Less than the patience of proxies (HT-7). */
const beatMs = 15_000

/** One timer for every stream that is open, whatever their number. */
export interface Heart {
  add(beat: () => void): void
  remove(beat: () => void): void
  /** Streams that have a connection now. */
  readonly size: number
  stop(): void
}

export function createHeart(everyMs = beatMs): Heart {
  const beats = new Set<() => void>()
  const timer = setInterval(() => {
    for (const beat of beats) beat()
  }, everyMs)
  timer.unref()
  return {
    add: (beat) => void beats.add(beat),
    remove: (beat) => void beats.delete(beat),
    get size() {
      return beats.size
    },
    stop: () => clearInterval(timer),
  }
}
