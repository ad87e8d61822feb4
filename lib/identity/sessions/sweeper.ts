import { moveSession, sessionEvent, tellEnded, type SessionDeps } from './session-deps.ts'

const everyMs = 5_000
const batch = 200
const crashed = 'Postern stopped while the grant was being fetched. Start again.'
const late = 'It was not completed within ten minutes.'

/** Ends what nobody ended: links that lapsed, and exchanges whose process died. By the database's clock. */
export function createSweeper(deps: SessionDeps) {
  const { store, logger } = deps
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> = Promise.resolve()

  const sweep = async () => {
    for (const session of await store.overdue(batch)) {
      const to = session.state === 'COMPLETING' ? 'FAILED' : 'EXPIRED'
      const failure = session.state === 'COMPLETING' ? crashed : late
      const took = await moveSession(deps, session, {
        from: [session.state],
        to,
        when: 'overdue',
        set: { failure },
        audit: sessionEvent(to === 'FAILED' ? 'failed' : 'expired', { kind: 'system' }, session, 'failed', {
          reason: failure,
        }),
      })
      if (took) await tellEnded(deps, session, to, failure)
    }
  }
  const run = () => {
    sweeping = sweeping.then(sweep).catch((error: unknown) => logger.error({ err: error }, 'session sweeper failed'))
    return sweeping
  }

  return {
    sweep: run,
    start() {
      timer ??= setInterval(() => void run(), everyMs).unref()
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
      await sweeping
    },
  }
}
