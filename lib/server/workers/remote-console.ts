import type { ConsoleSupervisor } from '../console-supervisor.ts'
import type { Circle } from './circle.ts'

/** The console as a worker sees it: the primary runs it and tells its port. */
export function createRemoteConsole(circle: Circle): ConsoleSupervisor {
  const waiting = new Set<(port: number | undefined) => void>()
  let serving: number | undefined
  let stopped = false

  const settle = (): void => {
    for (const resolve of waiting) resolve(serving)
    waiting.clear()
  }

  circle.on('console', ({ port }) => {
    serving = port
    if (port !== undefined) settle()
  })

  return {
    start: () => undefined,
    pid: () => undefined,
    port(timeoutMs) {
      if (serving !== undefined || stopped) return Promise.resolve(serving)
      return new Promise((resolve) => {
        const answer = (port: number | undefined): void => {
          clearTimeout(timer)
          waiting.delete(answer)
          resolve(port)
        }
        const timer = setTimeout(() => answer(undefined), timeoutMs)
        waiting.add(answer)
      })
    },
    /** It ends when the last worker has finished what was under way, since a page may need any of them. */
    async stop() {
      stopped = true
      serving = undefined
      settle()
      circle.tell({ kind: 'drained' })
      await circle.next('finish')
    },
  }
}
