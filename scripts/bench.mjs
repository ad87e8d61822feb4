// npm run bench: builds what is stale, then measures the relay beside a direct call and, where it is installed, nginx.
// npm run bench:lists: measures tools/list instead.
import { spawnSync } from 'node:child_process'

const run = (args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

run(['scripts/build.mjs'])
run(['--import', 'tsx', `tests/bench/${process.argv[2] ?? 'run'}.ts`])
