import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { posternClients } from '../../demo/seed.ts'

export interface RunningPostern {
  publicUrl: string
  admin: { email: string; password: string }
  access: { publicUrl: string; region: string; accessKeyId: string; secretAccessKey: string }
  clients: ReturnType<typeof posternClients>
  dataDir: string
  /** Of the front door. */
  pid(): number
  /** Everything that the process printed, for the search after leaked secrets (I1). */
  output(): string
  /** Ends the process at once, as a power cut would, and waits until it is gone. */
  kill(): Promise<void>
  /** Waits until the process has ended by itself. */
  ended(): Promise<void>
  /** Starts again on the same port and the same data. */
  restart(env?: Record<string, string>): Promise<void>
  stop(): Promise<void>
}

/** Starts the built product as its users do: the front door's bundle, with the console as its child, on a free port. */
export async function startPostern(
  env: Record<string, string> = {},
  program: readonly string[] = ['dist/server/main.mjs'],
): Promise<RunningPostern> {
  const port = await freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'postern-'))
  const publicUrl = `http://localhost:${port}`
  const admin = { email: 'admin@example.com', password: 'correct horse battery' }
  const access = {
    publicUrl,
    region: 'us-east-1',
    accessKeyId: 'POSTERNTEST0000001',
    secretAccessKey: 'test-secret-access-key',
  }
  const base = {
    ...process.env,
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    DATA_DIR: dataDir,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    ROOT_ACCESS_KEY_ID: access.accessKeyId,
    ROOT_SECRET_ACCESS_KEY: access.secretAccessKey,
    LOG_FORMAT: 'json',
    LOG_LEVEL: 'debug',
  }
  let output = ''
  let child: ChildProcess
  let exited: Promise<void>
  async function start(extra: Record<string, string>): Promise<void> {
    child = spawn(process.execPath, program, {
      env: { ...base, ...env, ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    exited = new Promise((resolve) => child.once('exit', () => resolve()))
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    await untilOk(
      `${publicUrl}/readyz`,
      () => child.exitCode === null,
      () => output,
    )
  }
  await start({})
  return {
    publicUrl,
    admin,
    access,
    clients: posternClients(access),
    dataDir,
    pid: () => child.pid ?? 0,
    output: () => output,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    ended: () => exited,
    restart: (extra = {}) => start(extra),
    async stop() {
      child.kill('SIGTERM')
      await exited
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function untilOk(url: string, alive: () => boolean, output: () => string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    if (!alive()) throw new Error(`Postern ended before it was ready:\n${output().slice(-4000)}`)
    if (
      await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Postern did not get ready:\n${output().slice(-4000)}`)
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** Asks again until the answer is wanted; the condition decides, not the clock. Fails with the last answer after `seconds`. */
export async function eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, seconds = 45): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (wanted(answer)) return answer
    if (Date.now() > deadline) throw new Error(`Still not there after ${seconds} s: ${JSON.stringify(answer)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
