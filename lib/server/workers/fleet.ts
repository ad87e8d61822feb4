import cluster, { type Worker } from 'node:cluster'
import type { Logger } from '../../platform/logger.ts'
import type { Downward, Upward } from './messages.ts'

export interface FleetDependencies {
  size: number
  begin: Extract<Downward, { kind: 'begin' }>
  onMessage(worker: number, message: Upward): void
  onGone(worker: number): void
  logger: Logger
  backOffMs?: number
  maxBackOffMs?: number
}

export interface Fleet {
  /** Resolves when each worker serves. Rejects with the reason of the first one that cannot start. */
  start(): Promise<void>
  /** Ids of the workers that can be asked something: they serve, or will. */
  listening(): readonly number[]
  tell(worker: number, message: Downward): void
  tellAll(message: Downward): void
  /** Lets each finish what is under way, then runs `between`, then ends them. */
  stop(between: () => Promise<void>): Promise<void>
  kill(): void
}

/** A worker that lived this long was well; its next death starts the back-off anew. */
const provenMs = 30_000

interface Member {
  worker: Worker
  listens: boolean
  serves: boolean
  whenDrained: Promise<void>
  gone: Promise<void>
}

/** A worker could not start; the message says why. */
export class WorkerError extends Error {
  override name = 'WorkerError'
}

/** Keeps `size` workers alive. */
export function createFleet(deps: FleetDependencies): Fleet {
  const { size, logger, backOffMs = 250, maxBackOffMs = 10_000 } = deps
  const members = new Map<number, Member>()
  const restarts = new Set<NodeJS.Timeout>()
  let complete = false
  let stopping = false
  let settle: { resolve(): void; reject(error: Error): void } | undefined

  const serving = (): number => [...members.values()].filter((member) => member.serves).length
  const tell = (id: number, message: Downward): void => {
    const worker = members.get(id)?.worker
    if (worker?.isConnected()) worker.send(message, () => undefined)
  }

  const onReady = (id: number, member: Member): void => {
    member.serves = true
    if (complete) return tell(id, { kind: 'all-ready' })
    if (serving() < size) return
    complete = true
    for (const each of members.keys()) tell(each, { kind: 'all-ready' })
    settle?.resolve()
  }

  const launch = (failures: number): void => {
    const worker = cluster.fork()
    const startedAt = performance.now()
    let onDrained: () => void = () => undefined
    let onGone: () => void = () => undefined
    const whenDrained = new Promise<void>((resolve) => (onDrained = resolve))
    const gone = new Promise<void>((resolve) => (onGone = resolve))
    const member: Member = { worker, listens: false, serves: false, whenDrained, gone }
    members.set(worker.id, member)
    worker.on('error', (error) => logger.error({ err: error }, 'A worker cannot be reached.'))
    worker.on('message', (message: Upward) => {
      if (message.kind === 'hello') {
        if (stopping) worker.process.kill('SIGKILL')
        else tell(worker.id, deps.begin)
        member.listens = true
      }
      if (message.kind === 'ready') onReady(worker.id, member)
      if (message.kind === 'failed') settle?.reject(new WorkerError(message.reason))
      if (message.kind === 'drained') onDrained()
      deps.onMessage(worker.id, message)
    })
    worker.once('exit', (code, signal) => {
      members.delete(worker.id)
      onDrained()
      onGone()
      deps.onGone(worker.id)
      if (stopping) return
      if (!complete)
        return settle?.reject(new WorkerError(`A worker ended while it started (${signal ?? `exit code ${code}`}).`))
      const deaths = performance.now() - startedAt > provenMs ? 1 : failures + 1
      const delay = Math.min(backOffMs * 2 ** (deaths - 1), maxBackOffMs)
      logger.error(
        { reason: signal ?? `exit code ${code}`, restartInMs: delay },
        'A worker ended and is started again.',
      )
      const restart = setTimeout(() => {
        restarts.delete(restart)
        launch(deaths)
      }, delay)
      restarts.add(restart)
    })
  }

  return {
    listening: () => [...members].filter(([, member]) => member.listens).map(([id]) => id),
    tell,
    tellAll: (message) => members.forEach((_, id) => tell(id, message)),
    start: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        for (let index = 0; index < size; index++) launch(0)
      }),
    async stop(between) {
      stopping = true
      for (const restart of restarts) clearTimeout(restart)
      const all = [...members]
      for (const [id] of all) tell(id, { kind: 'stop' })
      await Promise.all(all.map(([, member]) => member.whenDrained))
      await between()
      for (const [id] of all) tell(id, { kind: 'finish' })
      await Promise.all(all.map(([, member]) => member.gone))
    },
    kill() {
      stopping = true
      for (const { worker } of members.values()) worker.process.kill('SIGKILL')
    },
  }
}
