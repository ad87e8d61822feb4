import { LRUCache } from 'lru-cache'
import type { Clock } from '../../platform/clock.ts'

const most = 100_000

/** `expiresAt` in ms since 1970: from then on the id opens nothing anyway. */
export interface EndedSession {
  key: string
  expiresAt: number
}

/** Ids open without us, so those that were ended have to be remembered until they would have ended by themselves. */
export function createEndedSessions(clock: Clock) {
  const ended = new LRUCache<string, number>({ max: most })
  return {
    has: (key: string): boolean => ended.has(key),
    add({ key, expiresAt }: EndedSession): void {
      const ttl = expiresAt - clock.now()
      if (ttl > 0) ended.set(key, expiresAt, { ttl })
    },
    all: (): EndedSession[] => [...ended.entries()].map(([key, expiresAt]) => ({ key, expiresAt })),
  }
}
export type EndedSessions = ReturnType<typeof createEndedSessions>
