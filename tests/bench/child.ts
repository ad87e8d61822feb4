import { spawn } from 'node:child_process'
import { pin } from './machine.ts'

export interface BenchProgram {
  port: number
  pid: number
  stop(): void
}

/** A program of this folder that prints its port and ends with its standard input. */
export async function startProgram(
  file: string,
  args: readonly string[],
  core: 'load' | 'gateway',
): Promise<BenchProgram> {
  const child = spawn(process.execPath, ['--import', 'tsx', `tests/bench/${file}`, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())))
    child.once('exit', () => reject(new Error(`${file} ended before it was ready`)))
  })
  pin(child.pid ?? 0, core)
  return { port, pid: child.pid ?? 0, stop: () => void child.kill() }
}
