import type { Logger } from '../../platform/logger.ts'

const everyMs = 10 * 60_000

/** Runs at the start, where it finishes what a crash left undone, and every ten minutes from then on. */
export function createTending(deps: { tend(): Promise<void>; logger: Logger }) {
  let timer: NodeJS.Timeout | undefined
  let tending: Promise<void> = Promise.resolve()
  const run = () => {
    tending = tending
      .then(() => deps.tend())
      .catch((error: unknown) => deps.logger.error({ err: error }, 'connections could not be tended'))
  }
  return {
    start() {
      if (timer) return
      timer = setInterval(run, everyMs).unref()
      run()
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
      await tending
    },
  }
}
