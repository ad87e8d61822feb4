import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { table } from './figures.ts'
import { runLoad } from './load.ts'
import { callBody, callHeaders, setStage } from './stage.ts'

interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: number[]
  timeDeltas: number[]
}

const idle = new Set(['(idle)', '(program)', '(root)'])

/** Where the time goes: a processor profile of the front door under load, the ten functions that take most by themselves. */
export async function profile(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-profile-'))
  const stage = await setStage(['--cpu-prof', `--cpu-prof-dir=${folder}`, 'dist/server/main.mjs'])
  try {
    const load = {
      url: stage.vault,
      body: callBody('bench___small'),
      headers: callHeaders,
      tokens: [stage.vaultToken],
      connections: 32,
    }
    await runLoad({ ...load, milliseconds: 20_000 })
  } finally {
    await stage.stop()
  }
  const [file] = readdirSync(folder)
  if (file === undefined) throw new Error('Node wrote no profile')
  const read = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile
  rmSync(folder, { recursive: true })
  return describe(read)
}

function describe({ nodes, samples, timeDeltas }: CpuProfile): string {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const own = new Map<string, number>()
  let busy = 0
  samples.forEach((id, at) => {
    const frame = frames.get(id)
    const spent = timeDeltas[at] ?? 0
    if (!frame || idle.has(frame.functionName)) return
    busy += spent
    const name = `${frame.functionName || '(anonymous)'} — ${placeOf(frame.url)}`
    own.set(name, (own.get(name) ?? 0) + spent)
  })
  const rows = [...own]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 10)
    .map(([name, spent]) => [name, `${((spent / busy) * 100).toFixed(1)} %`])
  return `### Where the time goes\n\nA processor profile of the front door, small answers, 32 connections, JWT and vault; share of its working time.\n\n${table(['function', 'own time'], rows)}`
}

const placeOf = (url: string): string =>
  url === ''
    ? 'V8'
    : url.startsWith('node:')
      ? url
      : (url.split('/node_modules/').at(-1) ?? url).replace(/^file:.*\/dist\//, 'dist/')
