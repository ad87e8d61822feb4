import { spawn, type ChildProcess } from 'node:child_process'
import { connect, createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import type { Logger } from '../platform/logger.ts'

export interface ConsoleSupervisorOptions {
  /** The command that serves the console on the given loopback port. */
  command(port: number): readonly [string, ...string[]]
  cwd: string
  /** All that the console may know: it gets no other variable of ours. */
  environment: Record<string, string>
  logger: Logger
  /** Told the port that `port` gives from now on. */
  onPort?(port: number | undefined): void
  /** Milliseconds before the first restart; doubles up to `maxBackOffMs` while it keeps dying. */
  backOffMs?: number
  maxBackOffMs?: number
}

export interface ConsoleSupervisor {
  start(): void
  /** The port of a console that accepts connections, waiting for it up to `timeoutMs`; undefined where there is none. */
  port(timeoutMs: number): Promise<number | undefined>
  /** Process id of the running child. */
  pid(): number | undefined
  stop(): Promise<void>
}

const host = '127.0.0.1'
const probeMs = 50
/** A console that lived this long was well; its next death starts the back-off anew. */
const provenMs = 30_000
const graceMs = 5_000

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}

/** Keeps one console process alive on a loopback port. The gateway does not depend on it. */
export function createConsoleSupervisor(options: ConsoleSupervisorOptions): ConsoleSupervisor {
  const { logger, backOffMs = 250, maxBackOffMs = 10_000 } = options
  const waiting = new Set<(port: number | undefined) => void>()
  let child: ChildProcess | undefined
  let servingPort: number | undefined
  let failures = 0
  let restart: NodeJS.Timeout | undefined
  let stopped = false

  const settle = (port: number | undefined): void => {
    servingPort = port
    options.onPort?.(port)
    if (port === undefined && !stopped) return
    for (const resolve of waiting) resolve(port)
    waiting.clear()
  }

  const passOutputOn = (started: ChildProcess): void => {
    if (started.stdout) createInterface(started.stdout).on('line', (line) => line && logger.debug(line))
    if (started.stderr) createInterface(started.stderr).on('line', (line) => line && logger.warn(line))
  }

  const launch = async (): Promise<void> => {
    const port = await freePort()
    if (stopped) return
    const [command, ...args] = options.command(port)
    const startedAt = performance.now()
    const started = spawn(command, args, {
      cwd: options.cwd,
      env: options.environment as NodeJS.ProcessEnv,
      // Its own process group: a Ctrl-C on the terminal reaches us alone, and we end it after the last request.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    child = started
    started.stdin.on('error', () => undefined)
    passOutputOn(started)
    let ended = false
    const onEnd = (reason: string): void => {
      if (ended) return
      ended = true
      if (child === started) child = undefined
      settle(undefined)
      if (stopped) return
      failures = performance.now() - startedAt > provenMs ? 1 : failures + 1
      const delay = Math.min(backOffMs * 2 ** (failures - 1), maxBackOffMs)
      logger.warn({ reason, restartInMs: delay }, 'The console ended and is started again; the gateway goes on.')
      restart = setTimeout(launchLogged, delay)
    }
    started.once('error', (error) => onEnd(error.message))
    started.once('exit', (code, signal) => onEnd(signal ?? `exit code ${code}`))
    while (!ended && !stopped) {
      if (await accepts(port)) {
        if (!ended) settle(port)
        return
      }
      await new Promise((resolve) => setTimeout(resolve, probeMs))
    }
  }

  const launchLogged = (): void => {
    launch().catch((error: unknown) => {
      logger.error({ err: error }, 'The console cannot be started.')
      if (!stopped) restart = setTimeout(launchLogged, maxBackOffMs)
    })
  }

  const signalGroup = (leader: ChildProcess, signal: NodeJS.Signals): void => {
    try {
      if (leader.pid !== undefined) process.kill(-leader.pid, signal)
    } catch {
      leader.kill(signal)
    }
  }

  return {
    start: launchLogged,
    pid: () => child?.pid,

    port(timeoutMs) {
      if (servingPort !== undefined || stopped) return Promise.resolve(servingPort)
      return new Promise((resolve) => {
        const answer = (port: number | undefined): void => {
          clearTimeout(timer)
          resolve(port)
        }
        const timer = setTimeout(() => {
          waiting.delete(answer)
          resolve(undefined)
        }, timeoutMs)
        waiting.add(answer)
      })
    },

    async stop() {
      stopped = true
      clearTimeout(restart)
      settle(undefined)
      const leader = child
      if (!leader) return
      const gone = new Promise<void>((resolve) => leader.once('exit', () => resolve()))
      signalGroup(leader, 'SIGTERM')
      const hard = setTimeout(() => signalGroup(leader, 'SIGKILL'), graceMs)
      await gone
      clearTimeout(hard)
    },
  }
}
