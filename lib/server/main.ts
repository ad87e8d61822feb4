import cluster from 'node:cluster'
import { SignInFileError } from '../accounts/index.ts'
import { KeyringError } from '../platform/crypto/open-keyring.ts'
import { MigrationError } from '../platform/db/index.ts'
import { readSettings, systemEnvironment, type Settings } from '../platform/env.ts'
import { createLogger, type Logger } from '../platform/logger.ts'
import { SettingsError } from '../platform/settings-error.ts'
import { startPostern } from './postern.ts'
import { stopOnSignal } from './signals.ts'
import { joinCircle } from './workers/circle.ts'
import { WorkerError } from './workers/fleet.ts'
import { startPrimary } from './workers/primary.ts'
import { startWorker, stopWithPrimary } from './workers/worker.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

function announce(postern: { setupLink?: string }, publicOrigin: string): void {
  say(`Postern is ready at ${publicOrigin}`)
  if (postern.setupLink) say(`Nobody can sign in yet. Make the first account: ${postern.setupLink}`)
}

/** What the operator can put right is told in one line; anything else is a fault of ours and shows its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isOperators = [SettingsError, SignInFileError, KeyringError, MigrationError, WorkerError].some(
    (kind) => error instanceof kind,
  )
  if (isOperators) return error.message
  const { code, port, address } = error as Error & { code?: string; port?: number; address?: string }
  if (code === 'EADDRINUSE') return `${address}:${port} is in use. Stop the other program, or choose a port: PORT=3001`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return 'HOST is not an address of this machine. Example: HOST=127.0.0.1'
  }
  return error.stack ?? error.message
}

const dev = process.argv.includes('--dev')

async function startAlone(settings: Settings, logger: Logger): Promise<void> {
  const postern = await startPostern(settings, { logger, environment: systemEnvironment(), dev })
  stopOnSignal(() => postern.stop())
  announce(postern, settings.publicOrigin)
}

async function startSeveral(settings: Settings, logger: Logger): Promise<void> {
  const primary = await startPrimary(settings, { logger, environment: systemEnvironment() })
  process.once('exit', primary.kill)
  stopOnSignal(() => primary.stop())
  announce(primary, settings.publicOrigin)
}

async function startAsWorker(settings: Settings, logger: Logger): Promise<void> {
  const circle = joinCircle()
  try {
    const server = await startWorker(settings, circle, { logger: logger.child({ worker: cluster.worker?.id }) })
    stopWithPrimary(circle, () => server.stop())
  } catch (error) {
    await circle.tellAtLast({ kind: 'failed', reason: explain(error) })
    throw error
  }
}

try {
  const settings = readSettings()
  const logger = createLogger(settings.log)
  if (cluster.isWorker) await startAsWorker(settings, logger)
  // Development has one process: what is built anew is built once.
  else await (settings.workers > 1 && !dev ? startSeveral : startAlone)(settings, logger)
} catch (error) {
  if (cluster.isPrimary) process.stderr.write(`Postern did not start. ${explain(error)}\n`)
  process.exit(1)
}
