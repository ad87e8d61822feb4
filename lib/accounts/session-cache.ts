import { LRUCache } from 'lru-cache'
import type { ChangeBus } from '../platform/changes.ts'
import type { Clock } from '../platform/clock.ts'
import type { LiveSession } from './account.store.ts'

/** The longest time that a session which another node ended still passes here (DESIGN §3). */
const freshForMs = 5_000
const mostSessions = 10_000

export interface SessionCache {
  owner(sessionId: string, load: () => Promise<LiveSession | undefined>): Promise<LiveSession | undefined>
}

/** Only live sessions are kept; one that was ended in this process is gone at once. */
export function createSessionCache(changes: ChangeBus, clock: Clock): SessionCache {
  const cache = new LRUCache<string, { owner: LiveSession; loadedAt: number }>({ max: mostSessions })
  let ended = 0
  changes.subscribe((change) => {
    if (change.kind === 'console-session') cache.delete(change.sessionId)
    else if (change.kind === 'person')
      for (const [sessionId, { owner }] of cache) {
        if (owner.userId === change.userId) cache.delete(sessionId)
      }
    else return
    ended += 1
  })
  return {
    async owner(sessionId, load) {
      const entry = cache.get(sessionId)
      if (entry && clock.now() - entry.loadedAt < freshForMs) return entry.owner
      const endedBefore = ended
      const loadedAt = clock.now()
      const owner = await load()
      // Read before a session ended, perhaps this one: true for this answer, not to be kept.
      if (owner && ended === endedBefore) cache.set(sessionId, { owner, loadedAt })
      else cache.delete(sessionId)
      return owner
    },
  }
}
