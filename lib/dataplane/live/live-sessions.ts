import { LRUCache } from 'lru-cache'
import type { Clock } from '../../platform/clock.ts'
import type { McpSession } from '../session.ts'
import { LiveSession } from './live-session.ts'

const maxSessions = 10_000
const maxEnded = 100_000
const sweepMs = 30_000

/** The live parts of sessions in this process, bounded: of the one that was not used for longest the live part is lost. */
export interface LiveSessions {
  /** Undefined for a session that was ended. */
  of(session: McpSession): LiveSession | undefined
  /** Ends a session for good. */
  end(live: LiveSession): void
  readonly all: () => Iterable<LiveSession>
  close(): void
}

/** `onClosed` is told when nothing of a session is left here, whatever the reason. */
export function createLiveSessions(clock: Clock, onClosed: (live: LiveSession) => void): LiveSessions {
  const sessions = new LRUCache<string, LiveSession>({
    max: maxSessions,
    dispose(live) {
      live.close()
      onClosed(live)
    },
  })
  /** Ids open without us, so those that were ended have to be remembered until they would have ended by themselves. */
  const ended = new LRUCache<string, true>({ max: maxEnded })

  const sweep = setInterval(() => {
    const now = clock.now()
    for (const [key, live] of [...sessions.entries()]) if (live.session.expiresAt <= now) sessions.delete(key)
  }, sweepMs)
  sweep.unref()

  return {
    of(session) {
      const known = sessions.get(session.key)
      if (known) return known
      if (ended.has(session.key)) return undefined
      const live = new LiveSession(session)
      sessions.set(session.key, live)
      return live
    },
    end(live) {
      const { key, expiresAt } = live.session
      ended.set(key, true, { ttl: Math.max(expiresAt - clock.now(), 1) })
      sessions.delete(key)
    },
    all: () => sessions.values(),
    close() {
      clearInterval(sweep)
      sessions.clear()
    },
  }
}
