// The whole bench, or one part of it: npm run bench [quick|relay|latency|memory|growth|profile]
import { mkdirSync, writeFileSync } from 'node:fs'
import { growth } from './growth.ts'
import { latency } from './latency.ts'
import { hasWrk } from './load.ts'
import { describeMachine } from './machine.ts'
import { memory } from './memory.ts'
import { plot, type Series } from './plot.ts'
import { profile } from './profile.ts'
import { quickPlan, relay, wholePlan } from './relay.ts'
import { setStage } from './stage.ts'

/** The only figure that anything hangs on: processor time per call, everything on, over bare `node:http` in the same rounds. */
const gateLimit = 3
const folder = 'artefacts/bench'
const part = process.argv[2] ?? 'all'
const wants = (name: string): boolean => part === 'all' || part === name

const parts: string[] = []
const say = (text: string): void => {
  parts.push(text)
  process.stdout.write(`${text}\n\n`)
}
const draw = (series: Series): void => {
  const file = `${series.title.toLowerCase().replaceAll(' ', '-')}.svg`
  writeFileSync(`${folder}/${file}`, plot(series))
  say(
    `![${series.title}](${file})\n\n${series.points.map(([x, y]) => `${x} ${series.x}: ${y.toFixed(1)}`).join(' · ')}`,
  )
}

mkdirSync(folder, { recursive: true })
say(
  [
    '# Bench',
    '',
    `${new Date().toISOString()}, command: npm run bench${part === 'all' ? '' : ` ${part}`}`,
    ...describeMachine(),
    `Load: ${hasWrk ? 'wrk, one thread' : 'undici in the process of the bench'}. Loopback, no TLS, keep-alive everywhere. Every figure: median [min–max] of five rounds in turn; ratios only between figures of one round.`,
  ].join('\n'),
)
let gate: number | undefined
if (['all', 'quick', 'relay', 'latency', 'memory', 'growth'].includes(part)) {
  const stage = await setStage()
  try {
    if (part === 'quick' || wants('relay')) {
      const result = await relay(stage, part === 'quick' ? quickPlan : wholePlan)
      say(result.markdown)
      gate = result.gate
    }
    if (wants('latency')) say(await latency(stage))
    if (wants('growth')) for (const series of await growth(stage)) draw(series)
    if (wants('memory')) {
      const { markdown, series } = await memory(stage)
      say(markdown)
      draw(series)
    }
  } finally {
    await stage.stop()
  }
}
if (wants('profile')) say(await profile())
if (gate !== undefined) {
  const met = gate <= gateLimit
  say(
    `Gate: processor time per call is ${gate.toFixed(2)} × bare node:http, at most ${gateLimit.toFixed(1)}: ${met ? 'met' : 'NOT met'}.`,
  )
  if (!met) process.exitCode = 1
}
writeFileSync(`${folder}/${part === 'all' ? 'report' : part}.md`, `${parts.join('\n\n')}\n`)
