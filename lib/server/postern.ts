import type { Settings } from '../platform/env.ts'
import type { Logger } from '../platform/logger.ts'
import { compose, type Composition, type Overrides } from './compose.ts'
import { consoleCommand } from './console-command.ts'
import { newInternalSecret, serve, type RunningServer } from './serve.ts'

export interface PosternOptions {
  logger: Logger
  /** Variables of the system that the console process inherits. */
  environment: Record<string, string>
  dev?: boolean
  /** The installation folder. */
  root?: string
  overrides?: Overrides
}

export interface Postern extends RunningServer {
  /** The one-time link of a first start, while nobody can sign in yet. */
  setupLink?: string
}

/** Opens the store, wires the rooms, opens the doors. Ready when it resolves. */
export async function startPostern(settings: Settings, options: PosternOptions): Promise<Postern> {
  const { logger, dev = false, root = process.cwd() } = options
  const internalSecret = newInternalSecret()
  const rooms = await compose(settings, { logger, internalSecret, root, ...options.overrides })
  try {
    const server = await serve({
      place: settings,
      rooms,
      console: {
        command: consoleCommand(root, dev),
        cwd: root,
        environment: {
          ...options.environment,
          NODE_ENV: dev ? 'development' : 'production',
          NEXT_TELEMETRY_DISABLED: '1',
          NEXTAUTH_SECRET: rooms.consoleSecret,
        },
      },
      internalSecret,
      dev,
      logger,
    })
    rooms.start()
    return { ...server, setupLink: await setupLink(rooms, settings.publicOrigin) }
  } catch (error) {
    await rooms[Symbol.asyncDispose]()
    throw error
  }
}

async function setupLink(rooms: Composition, publicOrigin: string): Promise<string | undefined> {
  const token = await rooms.setupToken()
  return token === undefined ? undefined : `${publicOrigin}/setup?token=${encodeURIComponent(token)}`
}
