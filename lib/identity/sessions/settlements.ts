import type { ChangeBus } from '../../platform/changes.ts'
import type { Logger } from '../../platform/logger.ts'
import { isFinal, type SessionStanding, type SessionStore } from './session.store.ts'

/** `waiting`: neither in the time that was given. */
export type Settlement = 'done' | 'ended' | 'waiting'

export interface Settlements {
  /**
   * Resolves when this consent has come to its end, in whichever process; at once where it has ended or there is none.
   * Never rejects. An aborted `signal` ends the waiting, too.
   */
  settled(elicitationId: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<Settlement>
}

const everyMs = 2_000
const atOnce = 500
/** Whoever comes when so many wait is not made to wait. */
const maxWaiting = 10_000

/** Hears of ends in this process by the bus, and looks for those of other processes while somebody waits. */
export function createSettlements(deps: {
  store: Pick<SessionStore, 'standing'>
  changes: ChangeBus
  logger: Logger
}): Settlements & { stop(): void; waiting(): number } {
  const waiting = new Map<string, Set<(end: Settlement) => void>>()
  let count = 0
  let timer: NodeJS.Timeout | undefined

  const tell = (elicitationId: string, end: Settlement) => {
    for (const settle of waiting.get(elicitationId) ?? []) settle(end)
  }
  const unsubscribe = deps.changes.subscribe((change) => {
    if (change.kind === 'authorization') tell(change.elicitationId, change.state)
  })

  const look = async (ids: readonly string[]): Promise<void> => {
    const found = new Map((await deps.store.standing(ids)).map((one) => [one.elicitationId, one]))
    for (const id of ids) {
      const end = endOf(found.get(id))
      if (end !== 'waiting') tell(id, end)
    }
  }
  const lookOrLog = (ids: readonly string[]) =>
    look(ids).catch((error: unknown) => deps.logger.warn({ err: error }, 'the state of a consent could not be read'))

  const poll = async () => {
    const ids = [...waiting.keys()]
    for (let from = 0; from < ids.length; from += atOnce) await lookOrLog(ids.slice(from, from + atOnce))
    timer = waiting.size > 0 ? setTimeout(() => void poll(), everyMs).unref() : undefined
  }

  return {
    waiting: () => count,
    settled(elicitationId, { timeoutMs, signal }) {
      if (signal?.aborted || count >= maxWaiting) return Promise.resolve('waiting')
      return new Promise((resolve) => {
        const ours = waiting.get(elicitationId) ?? new Set()
        const settle = (end: Settlement) => {
          if (!ours.delete(settle)) return
          count -= 1
          if (ours.size === 0) waiting.delete(elicitationId)
          clearTimeout(deadline)
          signal?.removeEventListener('abort', onAbort)
          resolve(end)
        }
        const onAbort = () => settle('waiting')
        const deadline = setTimeout(() => settle('waiting'), timeoutMs)
        waiting.set(elicitationId, ours.add(settle))
        count += 1
        signal?.addEventListener('abort', onAbort, { once: true })
        timer ??= setTimeout(() => void poll(), everyMs).unref()
        // Registered first: an end between this look and the next one comes by the bus.
        void lookOrLog([elicitationId])
      })
    },
    stop() {
      unsubscribe()
      clearTimeout(timer)
      for (const id of [...waiting.keys()]) tell(id, 'waiting')
    },
  }
}

function endOf(standing: SessionStanding | undefined): Settlement {
  if (!standing) return 'ended'
  if (standing.state === 'DONE') return 'done'
  return isFinal(standing.state) || (standing.expired && standing.state !== 'COMPLETING') ? 'ended' : 'waiting'
}
