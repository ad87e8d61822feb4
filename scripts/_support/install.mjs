import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hashOf, root, stamp } from './files.mjs'
import { must } from './run.mjs'

const oldest = [20, 19]

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return
  throw new Error(
    `Postern needs Node ${oldest.join('.')} or newer; this is ${process.versions.node}. Install it from nodejs.org or with your package manager.`,
  )
}

/** True where npm itself has already installed what the lock file asks for (somebody ran `npm ci`). */
function npmInstalledTheLock() {
  const written = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(written)) return false
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
  const installed = packagesOf(written)
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(
    ([path, wanted]) =>
      path === '' || (wanted.optional && !installed[path]) || installed[path]?.version === wanted.version,
  )
}

/**
 * Nothing but the registry is contacted: Prisma's engine download is answered with a file that exists (we use none), and
 * the SQLite driver compiles against Node's own headers where they are installed and no prebuilt one can be had.
 */
function installEnvironment() {
  const prefix = dirname(dirname(process.execPath))
  const headers = existsSync(join(prefix, 'include/node/node.h')) ? { npm_config_nodedir: prefix } : {}
  return {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_SKIP_POSTINSTALL_GENERATE: '1',
    CHECKPOINT_DISABLE: '1',
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    ...headers,
  }
}

/** Brings node_modules to what package-lock.json says, and does nothing where it is. */
export async function install(say) {
  checkNode()
  const installed = stamp('node_modules/.postern-lock')
  const wanted = `${hashOf(['package-lock.json'])} ${process.versions.modules}`
  if (installed.matches(wanted)) return
  if (!npmInstalledTheLock()) {
    say('Installing packages (the first time takes a minute or two) …')
    await must('npm ci', 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { env: installEnvironment() })
  }
  installed.write(wanted)
}

/**
 * Brings the third-party programs that the tests run (tests/peers/programs: MCP servers, clients and the conformance suite, 790 MB)
 * to what their own lock file says. Their install scripts are not run.
 */
export async function installPeers(say) {
  const installed = stamp('tests/peers/programs/node_modules/.postern-lock')
  const wanted = hashOf(['tests/peers/programs/package-lock.json'])
  if (installed.matches(wanted)) return
  say("Installing the tests' third-party programs (790 MB; about a minute) …")
  await must('npm ci for tests/peers/programs', 'npm', [
    'ci',
    '--prefix',
    'tests/peers/programs',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ])
  installed.write(wanted)
}
