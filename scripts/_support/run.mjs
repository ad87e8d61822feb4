import { spawn } from 'node:child_process'
import { root } from './files.mjs'

const started = Date.now()
const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`.padStart(7)

/** One line of progress, with the time since the command was given. */
export function say(line) {
  process.stdout.write(`[${seconds()}] ${line}\n`)
}

/**
 * Runs a command in the repository and resolves with its exit code. Says every 15 s that it still runs when nobody
 * watches a terminal, so that a log shows a slow step and not a dead one.
 */
export function run(command, args, { env = {}, label, stdio = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio, env: { ...process.env, ...env } })
    const reminder = setInterval(() => label && !process.stdout.isTTY && say(`${label}: still at it`), 15_000)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearInterval(reminder)
      resolve(signal ? 1 : (code ?? 1))
    })
  })
}

/** Like `run`, but a failure is an Error that names the step. */
export async function must(label, command, args, options = {}) {
  const code = await run(command, args, { label, ...options })
  if (code !== 0) throw new Error(`${label} failed (exit code ${code}); its output is above.`)
}

/** Ends a script on an error of ours with one plain line instead of a stack. */
export function main(work) {
  work().then(
    (code) => (process.exitCode = code ?? process.exitCode ?? 0),
    (error) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      process.exitCode = 1
    },
  )
}
