import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Beside this module, in the sources and in the bundle alike. */
const guard = fileURLToPath(new URL('./console-guard.mjs', import.meta.url))

/** `next start` or `next dev` in the installation folder, ended with the front door by the guard. */
export function consoleCommand(root: string, dev: boolean) {
  const next = join(root, 'node_modules/next/dist/bin/next')
  return (port: number): [string, ...string[]] => [
    process.execPath,
    guard,
    next,
    dev ? 'dev' : 'start',
    '--hostname',
    '127.0.0.1',
    '--port',
    String(port),
  ]
}
