// npm start: install, generate and build what is stale, then serve. `--dev` reloads both halves on a change (npm run dev);
// `--demo` starts the trial kit beside it (npm run demo).
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { build } from './build.mjs'
import { root } from './_support/files.mjs'
import { install } from './_support/install.mjs'
import { main, say } from './_support/run.mjs'

const dev = process.argv.includes('--dev')
const demo = process.argv.includes('--demo')

/** What the trial kit needs to seed Postern and to tell its visitor how to sign in; a store of its own, beside the real one. */
function demoEnvironment() {
  if (!demo) return {}
  const { PORT = '3000', PUBLIC_URL = `http://localhost:${PORT}`, DATA_DIR = './data' } = process.env
  const chosen = {
    DATA_DIR: join(DATA_DIR, 'demo'),
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: randomBytes(12).toString('base64url'),
    ROOT_ACCESS_KEY_ID: 'POSTERNDEMO0000001',
    ROOT_SECRET_ACCESS_KEY: randomBytes(30).toString('base64url'),
    DEMO_POSTERN_URL: PUBLIC_URL,
  }
  const given = Object.entries(chosen).filter(([name]) => name !== 'DATA_DIR' && process.env[name])
  return { ...chosen, ...Object.fromEntries(given.map(([name]) => [name, process.env[name]])) }
}

const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...demoEnvironment() }

/** The IPC channel ends with us, however we end; the front door then shuts down too. */
const frontDoor = () =>
  spawn(process.execPath, ['dist/server/main.mjs', ...(dev ? ['--dev'] : [])], {
    cwd: root,
    env: environment,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })

const ended = (child) =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1))))

function onSignal(act) {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => act(signal))
}

/** Ends when its standard input does, so it never outlives us. */
function startTrialKit() {
  const kit = spawn(process.execPath, ['--import', 'tsx', 'demo/main.ts'], {
    cwd: root,
    env: environment,
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  kit.stdin.on('error', () => undefined)
  return kit
}

async function serve() {
  await build(say)
  say('Starting Postern …')
  const server = frontDoor()
  onSignal((signal) => server.kill(signal))
  const kit = demo ? startTrialKit() : undefined
  const code = await ended(server)
  kit?.kill()
  return code
}

/** Rebuilds the front door on a change and starts it anew; pages are reloaded by `next dev`, which it supervises. */
async function develop() {
  const { generate } = await import('./generate.mjs')
  await generate(say)
  const { context } = await import('esbuild')
  const { bundleOptions } = await import('./_support/bundle.mjs')
  let server
  let stopping = false
  let finish
  const finished = new Promise((resolve) => (finish = resolve))
  const isRunning = () => server !== undefined && server.exitCode === null && server.signalCode === null
  const restart = async (result) => {
    if (stopping) return
    if (result.errors.length > 0) return say('The front door does not build; waiting for the next change.')
    if (isRunning()) {
      say('The front door changed: starting it anew.')
      const gone = ended(server)
      server.kill('SIGTERM')
      await gone
      if (stopping) return finish(0)
    }
    const started = frontDoor()
    server = started
    started.once('exit', (code) => {
      if (stopping) return finish(code ?? 1)
      if (code !== 0) say(`The front door ended with ${code}; waiting for the next change.`)
    })
  }
  const watcher = await context({
    ...bundleOptions,
    plugins: [{ name: 'restart', setup: (bundler) => bundler.onEnd(restart) }],
  })
  onSignal((signal) => {
    stopping = true
    if (isRunning()) server.kill(signal)
    else finish(0)
  })
  await watcher.watch()
  const code = await finished
  await watcher.dispose()
  return code
}

main(async () => {
  await install(say)
  return dev ? develop() : serve()
})
