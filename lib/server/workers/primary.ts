import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '../../platform/env.ts'
import type { Logger } from '../../platform/logger.ts'
import { randomToken } from '../../platform/random.ts'
import type { ConsoleSupervisor } from '../console-supervisor.ts'
import { consoleSettings, setupLink } from '../postern.ts'
import { newInternalSecret, superviseConsole } from '../serve.ts'
import { createFleet } from './fleet.ts'
import { prepareStore } from './prepare.ts'
import { createQuestions } from './questions.ts'

export interface PrimaryOptions {
  logger: Logger
  environment: Record<string, string>
  root?: string
}

export interface Primary {
  setupLink?: string
  stop(): Promise<void>
  /** Ends every worker at once. */
  kill(): void
}

/** The path of a socket may have 104 bytes on some systems; a name and a slash need 13. */
const maxFolderBytes = 90

/** 0700, as `mkdtemp` makes it. */
function socketFolder(): Promise<string> {
  const usual = join(tmpdir(), 'postern-')
  return mkdtemp(Buffer.byteLength(usual) + 6 <= maxFolderBytes ? usual : '/tmp/postern-')
}

/**
 * The first process where WORKERS is more than one: it makes what is made once, owns the console and the signals, starts
 * a worker again that died, and passes messages between them. It serves nothing. Ready when every worker is.
 */
export async function startPrimary(settings: Settings, options: PrimaryOptions): Promise<Primary> {
  const { logger, environment, root = process.cwd() } = options
  const { consoleSecret, setupToken } = await prepareStore(settings, logger, root)
  const internalSecret = newInternalSecret()
  const folder = await socketFolder()

  let console: { innerPort: number; supervisor: ConsoleSupervisor } | undefined
  let consolePort: number | undefined
  const startConsole = (innerPort: number): void => {
    const supervisor = superviseConsole(consoleSettings({ root, dev: false, environment, secret: consoleSecret }), {
      innerPort,
      internalSecret,
      publicOrigin: settings.publicOrigin,
      logger,
      onPort(port) {
        if (console?.supervisor !== supervisor) return
        consolePort = port
        fleet.tellAll({ kind: 'console', port })
      },
    })
    // Where all workers had died at once, the way in has another port, and the console is told of it by a new start.
    const former = console?.supervisor.stop() ?? Promise.resolve()
    console = { innerPort, supervisor }
    void former.then(() => supervisor.start())
  }

  const fleet = createFleet({
    size: settings.workers,
    begin: { kind: 'begin', internalSecret, peerSecret: randomToken(), folder },
    logger,
    onMessage(worker, message) {
      if (message.kind === 'ask') questions.ask(worker, message.no, message.question)
      if (message.kind === 'answer') questions.answer(worker, message)
      if (message.kind !== 'ready') return
      fleet.tell(worker, { kind: 'console', port: consolePort })
      if (console?.innerPort !== message.innerPort) startConsole(message.innerPort)
    },
    onGone: (worker) => questions.gone(worker),
  })
  const questions = createQuestions({ workers: fleet.listening, tell: fleet.tell })

  const stopConsole = async (): Promise<void> => console?.supervisor.stop()
  try {
    await fleet.start()
  } catch (error) {
    fleet.kill()
    await stopConsole()
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return {
    setupLink: setupLink(setupToken, settings.publicOrigin),
    kill: fleet.kill,
    async stop() {
      await fleet.stop(stopConsole)
      await rm(folder, { recursive: true, force: true })
      logger.info('Postern has stopped.')
    },
  }
}
