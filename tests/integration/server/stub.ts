import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Stub {
  port: number
  url: string
  pid: number
  /** Lets slow answers finish once the process is shutting down. */
  finishSlow(): void
  /** Resolves when the process has said an event with this member. */
  said(member: string): Promise<void>
  exited: Promise<number | null>
  kill(signal?: NodeJS.Signals): void
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Starts the front door with stub rooms as a real process on a free port. */
export async function startStub(): Promise<Stub> {
  const port = await freePort()
  const program = fileURLToPath(new URL('./stub-postern.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, String(port)], {
    env: { ...process.env, MASTER_KEY: 'must not reach the console' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const events: Record<string, unknown>[] = []
  const lines = createInterface(child.stdout)
  lines.on('line', (line) => events.push(JSON.parse(line) as Record<string, unknown>))
  const said = async (member: string): Promise<void> => {
    while (!events.some((event) => member in event)) await once(lines, 'line')
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  await said('ready')
  return {
    port,
    url: `http://localhost:${port}`,
    pid: child.pid ?? 0,
    finishSlow: () => void child.stdin.write('finish\n'),
    said,
    exited,
    kill: (signal = 'SIGKILL') => void child.kill(signal),
  }
}

/** Sends bytes as they are and resolves with what came back: the head at least, or all until the other side ended. */
export function rawRequest(port: number, text: string, read: 'head' | 'to its end' = 'head'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString()
      if (read === 'head' && answer.includes('\r\n\r\n')) socket.destroy()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

/** Polls; the caller's test ends by its own limit where it never comes true. */
export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 25))
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
