import { isPendingAuth } from '../contracts/targets.ts'
import { timedOut } from './authorize.ts'
import type { TargetsContext } from './context.ts'
import { endWithout } from './synchronize.ts'

const tickMs = 5_000
/** While its code is exchanged a session is no longer pending; its grant reaches the target well within this time. */
const graceMs = 40_000

const lost =
  'The work on this target broke off, probably because Postern was restarted. What served before serves on; synchronize again.'
const endedUnheard = 'The authorization ended while Postern was restarted. Synchronize the target to start again.'

/** One round: ends work that is late, and waits for nothing that has already ended (F-01, F-02). */
export function createReaper(context: TargetsContext): { tick(): Promise<void>; start(): void; stop(): void } {
  /** When a pending target was first seen without its session, by target id and session id. */
  const missingSince = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined

  const endLateWork = async () => {
    for (const target of await context.store.pastDue())
      await (isPendingAuth(target.status)
        ? endWithout(context, target, 'expired', timedOut)
        : endWithout(context, target, 'failed', lost))
  }

  const endUnheard = async () => {
    const seen = new Set<string>()
    for (const target of await context.store.pending()) {
      const session = await context.sessions.pendingForTarget(target.id)
      if (session?.sessionId === target.sessionId) continue
      const key = `${target.id}/${target.sessionId}`
      seen.add(key)
      const since = missingSince.get(key) ?? context.clock.now()
      missingSince.set(key, since)
      if (context.clock.now() - since >= graceMs) await endWithout(context, target, 'expired', endedUnheard)
    }
    for (const key of missingSince.keys()) if (!seen.has(key)) missingSince.delete(key)
  }

  const tick = async () => {
    await endLateWork()
    await endUnheard()
  }

  const schedule = () => {
    timer = setTimeout(() => {
      context.inBackground('reaper', () =>
        tick().finally(() => {
          if (timer !== undefined) schedule()
        }),
      )
    }, tickMs)
    timer.unref()
  }

  return {
    tick,
    start: schedule,
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
