import { randomBytes } from 'node:crypto'
import type { Logger } from '../platform/logger.ts'
import { createConsoleProxy } from './console-proxy.ts'
import { createConsoleSupervisor, type ConsoleSupervisor, type ConsoleSupervisorOptions } from './console-supervisor.ts'
import { createFrontDoor, type FrontDoorDependencies } from './front-door.ts'
import { createHostGate } from './host-gate.ts'
import { createLimitedServer, listen } from './http-server.ts'
import { createInFlight } from './in-flight.ts'
import { gauge, type Metrics } from './metrics/metrics.ts'
import { shutDown } from './shutdown.ts'
import type { Peers } from './workers/peers.ts'

export type ConsoleSettings = Pick<ConsoleSupervisorOptions, 'command' | 'cwd' | 'environment'> & { backOffMs?: number }

export interface ServeOptions {
  place: { port: number; host: string; publicUrl: URL; publicOrigin: string; isLoopback: boolean }
  /** Every room but the console. They stop last. */
  rooms: Omit<FrontDoorDependencies['rooms'], 'console'> & {
    metrics: Pick<Metrics, 'add' | 'render'>
    drain(): void
  } & AsyncDisposable
  console: ConsoleSettings | ConsoleSupervisor
  /** What control compares with the header of the console's own calls. */
  internalSecret: string
  /** Where other processes serve the same port: their way in, and readiness waits for `ready`. */
  peers?: Pick<Peers, 'open' | 'close'>
  dev: boolean
  logger: Logger
}

export interface RunningServer {
  port: number
  /** The console's way in. */
  innerPort: number
  /** Lets readiness on; of use only beside peers. */
  ready(): void
  /** Process id of the console, while it runs. */
  consolePid(): number | undefined
  stop(): Promise<void>
}

/** A secret that lives as long as this start: only the console process and we know it. */
export const newInternalSecret = (): string => randomBytes(32).toString('base64url')

export interface ConsolePlace {
  innerPort: number
  internalSecret: string
  publicOrigin: string
  logger: Logger
  onPort?(port: number | undefined): void
}

/** The console as a child that knows the way to the API, the secret of this start, and nothing else of ours. */
export const superviseConsole = (settings: ConsoleSettings, place: ConsolePlace): ConsoleSupervisor =>
  createConsoleSupervisor({
    ...settings,
    environment: {
      ...settings.environment,
      POSTERN_API_URL: `http://127.0.0.1:${place.innerPort}/api`,
      POSTERN_INTERNAL_SECRET: place.internalSecret,
      NEXTAUTH_URL: place.publicOrigin,
    },
    logger: place.logger.child({ process: 'console' }),
    onPort: place.onPort,
  })

/** Opens the public port and the console's way in, and starts the console. Ready when it resolves. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { place, rooms, logger, internalSecret, dev } = options
  const state = { ready: false, draining: false }
  const inFlight = createInFlight()
  const underWay = 'Answers under way, streams that stay open among them.'
  rooms.metrics.add(gauge('postern_answers_under_way', underWay, () => inFlight.count))

  const consoleServer = createLimitedServer((request, response) => handle(request, response, 'console'))
  const innerPort = await listen(consoleServer, 0, '127.0.0.1')

  const supervisor =
    'command' in options.console
      ? superviseConsole(options.console, { innerPort, internalSecret, publicOrigin: place.publicOrigin, logger })
      : options.console
  const proxy = createConsoleProxy({
    supervisor,
    publicUrl: place.publicUrl,
    headers: { https: place.publicUrl.protocol === 'https:', dev },
    logger,
  })
  const hosts = createHostGate(place)
  const handle = createFrontDoor({
    rooms: { ...rooms, console: proxy },
    hosts,
    publicOrigin: place.publicOrigin,
    internalSecret,
    inFlight,
    state,
    logger,
  })

  const publicServer = createLimitedServer((request, response) => handle(request, response, 'public'))
  if (dev) {
    publicServer.on('upgrade', (request, socket, head) => {
      if (hosts.judge(request.headers.host) === 'foreign') return void socket.destroy()
      void proxy.upgrade(request, socket, head)
    })
  }
  const port = await listen(publicServer, place.port, place.host).catch((error: unknown) => {
    consoleServer.close()
    throw error
  })
  await options.peers?.open((request, response) => handle(request, response, 'peer'))
  state.ready = options.peers === undefined
  supervisor.start()

  return {
    port,
    innerPort,
    ready: () => void (state.ready = true),
    consolePid: () => supervisor.pid(),
    async stop() {
      await shutDown({ state, inFlight, publicServer, consoleServer, console: supervisor, rooms, logger })
      proxy.close()
      await options.peers?.close()
    },
  }
}
