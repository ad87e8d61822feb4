import type { ServerResponse } from 'node:http'

/** Counts answers under way, so that a shutdown can wait for the last one. */
export interface InFlight {
  add(response: ServerResponse): void
  readonly count: number
  /** Resolves with true when nothing is under way, with false after `timeoutMs`. */
  idle(timeoutMs: number): Promise<boolean>
}

export function createInFlight(): InFlight {
  const waiting = new Set<() => void>()
  let count = 0
  /** A response closes once. */
  const done = (): void => {
    count -= 1
    if (count > 0) return
    for (const resolve of waiting) resolve()
    waiting.clear()
  }
  return {
    get count() {
      return count
    },
    add(response) {
      count += 1
      response.on('close', done)
    },
    idle(timeoutMs) {
      if (count === 0) return Promise.resolve(true)
      return new Promise((resolve) => {
        const isIdle = (): void => {
          clearTimeout(timer)
          resolve(true)
        }
        const timer = setTimeout(() => {
          waiting.delete(isIdle)
          resolve(false)
        }, timeoutMs)
        waiting.add(isIdle)
      })
    },
  }
}
