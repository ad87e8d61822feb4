import { KeyringError } from '../platform/crypto/open-keyring.ts'
import { MigrationError } from '../platform/db/index.ts'
import { readSettings, systemEnvironment } from '../platform/env.ts'
import { createLogger } from '../platform/logger.ts'
import { SettingsError } from '../platform/settings-error.ts'
import { startPostern, type Postern } from './postern.ts'
import { stopOnSignal } from './signals.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

function announce(postern: Postern, publicOrigin: string): void {
  say(`Postern is ready at ${publicOrigin}`)
  if (postern.setupLink) say(`Nobody can sign in yet. Make the first account: ${postern.setupLink}`)
}

/** What the operator can put right is told in one line; anything else is a fault of ours and shows its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isOperators = [SettingsError, KeyringError, MigrationError].some((kind) => error instanceof kind)
  if (isOperators) return error.message
  const { code, port, address } = error as Error & { code?: string; port?: number; address?: string }
  if (code === 'EADDRINUSE') return `${address}:${port} is in use. Stop the other program, or choose a port: PORT=3001`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return 'HOST is not an address of this machine. Example: HOST=127.0.0.1'
  }
  return error.stack ?? error.message
}

try {
  const settings = readSettings()
  const logger = createLogger(settings.log)
  const postern = await startPostern(settings, {
    logger,
    environment: systemEnvironment(),
    dev: process.argv.includes('--dev'),
  })
  stopOnSignal(() => postern.stop())
  announce(postern, settings.publicOrigin)
} catch (error) {
  process.stderr.write(`Postern did not start. ${explain(error)}\n`)
  process.exit(1)
}
