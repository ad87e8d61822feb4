// npm run bench [part]: builds what is stale, then measures the whole, or one part: quick, relay, latency, memory, growth, profile.
// npm run bench:lists: measures tools/list instead.
import { spawnSync } from 'node:child_process'

const run = (args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

const part = process.argv[2] ?? 'all'
run(['scripts/build.mjs'])
run(['--import', 'tsx', ...(part === 'lists' ? ['tests/bench/lists.ts'] : ['tests/bench/run.ts', part])])
