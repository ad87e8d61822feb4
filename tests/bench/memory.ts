import { spread, table } from './figures.ts'
import { runLoad } from './load.ts'
import { residentMiB } from './machine.ts'
import type { Series } from './plot.ts'
import { callBody, callHeaders, type Stage } from './stage.ts'

const wanted = 1_000_000
const milliseconds = 10_000

/** Resident memory of the front door while a million calls pass, everything on. */
export async function memory(stage: Stage): Promise<{ markdown: string; series: Series }> {
  const pid = stage.story.postern.pid()
  const load = {
    url: stage.vault,
    body: callBody('bench___small'),
    headers: callHeaders,
    tokens: [stage.vaultToken],
    connections: 64,
    milliseconds,
  }
  const before = residentMiB(pid)
  const points: [number, number][] = []
  let calls = 0
  while (calls < wanted) {
    calls += (await runLoad(load)).calls
    points.push([calls, residentMiB(pid)])
  }
  const half = points.slice(Math.floor(points.length / 2)).map(([, mib]) => mib)
  const rows = [
    ['before the first of them', before.toFixed(0)],
    [`after ${calls.toLocaleString('en-US')} calls`, (points.at(-1)?.[1] ?? 0).toFixed(0)],
    ['second half, median [min–max]', spread(half)],
  ]
  return {
    markdown: `### Memory over a million calls\n\n${table(['front door', 'resident MiB'], rows)}`,
    series: { title: 'Memory over a million calls', x: 'calls', y: 'resident MiB', points },
  }
}
