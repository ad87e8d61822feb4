// npm run build: the database clients, the console and the front door, each only where its sources changed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { hashOf, root, stamp } from './_support/files.mjs'
import { install } from './_support/install.mjs'
import { main, must, say } from './_support/run.mjs'
import { consoleSources, serverSources } from './_support/sources.mjs'

async function buildConsole(report) {
  const built = stamp('.stamps/console')
  const hash = hashOf(consoleSources)
  if (built.matches(hash) && existsSync(join(root, '.next/BUILD_ID'))) return
  report('Building the console …')
  await must('next build', process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  })
  built.write(hash)
}

async function buildServer(report) {
  const built = stamp('.stamps/server')
  const hash = hashOf(serverSources)
  if (built.matches(hash) && existsSync(join(root, 'dist/server/main.mjs'))) return
  report('Bundling the front door …')
  const { build } = await import('esbuild')
  const { bundleOptions } = await import('./_support/bundle.mjs')
  await build(bundleOptions)
  built.write(hash)
}

/** Generates and builds what is stale; `report` gets one line per step that has work to do. */
export async function build(report) {
  const { generate } = await import('./generate.mjs')
  await generate(report)
  await buildServer(report)
  await buildConsole(report)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(async () => {
    await install(say)
    await build(say)
    say('Everything is built.')
  })
}
