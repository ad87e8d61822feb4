import { LRUCache } from 'lru-cache'
import type { ChangeBus } from '../../platform/changes.ts'
import type { Clock } from '../../platform/clock.ts'
import type { McpSession } from '../session.ts'
import { createEndedSessions, type EndedSessions } from './ended-sessions.ts'
import { LiveSession } from './live-session.ts'

export const liveSessionLimits = {
  inAll: 10_000,
  perOwner: 2_000,
  /** Of an open gateway all callers are one principal. */
  perAnonymous: 5_000,
}
const sweepMs = 30_000

/**
 * The live parts of sessions in this process, bounded: of the one that was not used for longest the live part is lost, the
 * principal's own before anybody else's.
 */
export interface LiveSessions {
  /** Undefined for a session that was ended. */
  of(session: McpSession): LiveSession | undefined
  /** Ends a session for good, in every process of this port. */
  end(live: LiveSession): void
  readonly ended: EndedSessions
  readonly size: number
  readonly all: () => Iterable<LiveSession>
  close(): void
}

/** `onClosed` is told when nothing of a session is left here, whatever the reason. */
export function createLiveSessions(
  { clock, changes }: { clock: Clock; changes: ChangeBus },
  onClosed: (live: LiveSession) => void,
  limits = liveSessionLimits,
): LiveSessions {
  /** Keys of each principal's sessions at each gateway, the one used longest ago first. */
  const owned = new Map<string, Set<string>>()
  const sessions = new LRUCache<string, LiveSession>({
    max: limits.inAll,
    dispose(live) {
      disown(live.session)
      live.close()
      onClosed(live)
    },
  })
  const ended = createEndedSessions(clock)
  const unsubscribe = changes.subscribe((change) => {
    if (change.kind !== 'mcp-session') return
    ended.add(change)
    sessions.delete(change.key)
  })

  const ownerOf = ({ gatewayId, owner }: McpSession): string => `${gatewayId} ${owner}`

  function disown(session: McpSession): void {
    const own = owned.get(ownerOf(session))
    if (own?.delete(session.key) && own.size === 0) owned.delete(ownerOf(session))
  }

  /** It is the one used last of its owner's; one that is too many is closed. */
  function own(session: McpSession): void {
    const keys = owned.get(ownerOf(session)) ?? new Set()
    owned.set(ownerOf(session), keys)
    keys.delete(session.key)
    keys.add(session.key)
    const [oldest] = keys
    const most = session.owner === 'anonymous' ? limits.perAnonymous : limits.perOwner
    if (keys.size > most && oldest !== undefined) sessions.delete(oldest)
  }

  const sweep = setInterval(() => {
    const now = clock.now()
    for (const [key, live] of [...sessions.entries()]) if (live.session.expiresAt <= now) sessions.delete(key)
  }, sweepMs)
  sweep.unref()

  return {
    of(session) {
      const known = sessions.get(session.key)
      if (known) {
        own(session)
        return known
      }
      if (ended.has(session.key)) return undefined
      const live = new LiveSession(session)
      sessions.set(session.key, live)
      own(session)
      return live
    },
    end({ session: { key, expiresAt } }) {
      changes.publish({ kind: 'mcp-session', key, expiresAt })
    },
    ended,
    get size() {
      return sessions.size
    },
    all: () => sessions.values(),
    close() {
      clearInterval(sweep)
      unsubscribe()
      sessions.clear()
    },
  }
}
