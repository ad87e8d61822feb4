import type { Settings } from '../platform/env.ts'
import type { Logger } from '../platform/logger.ts'
import { compose, type Overrides } from './compose.ts'
import { consoleCommand } from './console-command.ts'
import { newInternalSecret, serve, type ConsoleSettings, type RunningServer } from './serve.ts'

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
      console: consoleSettings({ root, dev, environment: options.environment, secret: rooms.consoleSecret }),
      internalSecret,
      dev,
      logger,
    })
    rooms.start()
    return { ...server, setupLink: setupLink(await rooms.setupToken(), settings.publicOrigin) }
  } catch (error) {
    await rooms[Symbol.asyncDispose]()
    throw error
  }
}

/** The one-time link of a first start; undefined without a token, when somebody can sign in. */
export const setupLink = (token: string | undefined, publicOrigin: string): string | undefined =>
  token === undefined ? undefined : `${publicOrigin}/setup?token=${encodeURIComponent(token)}`

/** `secret` is what the console encrypts its session cookie with. */
export const consoleSettings = ({
  root,
  dev,
  environment,
  secret,
}: {
  root: string
  dev: boolean
  environment: Record<string, string>
  secret: string
}): ConsoleSettings => ({
  command: consoleCommand(root, dev),
  cwd: root,
  environment: {
    ...environment,
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NEXTAUTH_SECRET: secret,
  },
})
