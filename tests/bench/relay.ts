import { median, paired, spread, table } from './figures.ts'
import { startProgram } from './child.ts'
import { startNginx } from './nginx.ts'
import { measure, type Contender, type Measured } from './rounds.ts'
import { answers, callBody, callHeaders, type AnswerKind, type Stage } from './stage.ts'

const words: Record<AnswerKind, string> = {
  small: 'small JSON answer',
  kb100: 'JSON answer of 100 kB',
  mb1: 'JSON answer of 1 MB',
  sse: 'stream of two events',
}

export interface RelayPlan {
  kinds: readonly AnswerKind[]
  connections: readonly number[]
  rounds: number
  milliseconds: number
}

export const wholePlan: RelayPlan = { kinds: answers, connections: [1, 32, 256], rounds: 5, milliseconds: 1_000 }
export const quickPlan: RelayPlan = { kinds: ['small'], connections: [32], rounds: 5, milliseconds: 1_000 }

export interface RelayResult {
  markdown: string
  /** Median over the rounds of Postern's processor time over that of bare `node:http`: small answers, 32 connections, everything on. */
  gate: number | undefined
}

/** `tools/call` through Postern beside a direct call, nginx, Node's own floor and a proxy built on the SDK. */
export async function relay(stage: Stage, plan: RelayPlan): Promise<RelayResult> {
  const nginx = await startNginx(stage.upstream.port)
  const bare = await startProgram('bare-http.ts', [], 'gateway')
  const sdk = await startProgram('sdk-proxy.ts', [String(stage.upstream.port)], 'gateway')
  const jwtToken = await stage.issuer.sign({ aud: 'bench', exp: Math.floor(Date.now() / 1000) + 7_200 })
  const pid = stage.story.postern.pid()
  const parts: string[] = []
  let gate: number | undefined
  try {
    for (const kind of plan.kinds) {
      const plain = { headers: callHeaders, body: callBody(kind) }
      const ours = { headers: callHeaders, body: callBody(`bench___${kind}`), pid }
      const contenders: Contender[] = [
        { name: 'direct', url: `http://127.0.0.1:${stage.upstream.port}/mcp`, ...plain },
        ...(nginx ? [{ name: 'nginx', url: nginx.url, pid: nginx.pid, ...plain }] : []),
        ...(kind === 'small'
          ? [{ name: 'node:http, no upstream', url: `http://127.0.0.1:${bare.port}/`, pid: bare.pid, ...plain }]
          : []),
        { name: 'SDK proxy, pooled', url: `http://127.0.0.1:${sdk.port}/mcp`, pid: sdk.pid, ...plain },
        { name: 'Postern, NONE', url: stage.open, ...ours },
        { name: 'Postern, JWT', url: stage.jwt, ...ours, tokens: [jwtToken] },
        { name: 'Postern, JWT and vault', url: stage.vault, ...ours, tokens: [stage.vaultToken] },
      ]
      for (const connections of plan.connections) {
        const measured = await measure(contenders, { ...plan, connections })
        parts.push(describe(`${words[kind]}, ${connections} connection${connections === 1 ? '' : 's'}`, measured))
        if (kind === 'small' && connections === 32)
          gate = ratio(measured, 'Postern, JWT and vault', 'node:http, no upstream')
      }
    }
  } finally {
    nginx?.stop()
    bare.stop()
    sdk.stop()
  }
  return { markdown: parts.join('\n\n'), gate }
}

const ratio = ({ rounds }: Measured, mine: string, theirs: string): number =>
  median(paired(rounds.get(mine) ?? [], rounds.get(theirs), (row) => row.cpuMicroseconds))

function describe(title: string, { rounds, foreign, steal }: Measured): string {
  const rows = [...rounds].map(([name, mine]) => {
    const cpu = mine.flatMap((row) => row.cpuMicroseconds ?? [])
    const against = (other: string): string =>
      name === other
        ? '1'
        : spread(
            paired(mine, rounds.get(other), (row) => row.cpuMicroseconds),
            2,
          )
    return [
      name,
      spread(mine.map((row) => row.perSecond)),
      spread(cpu),
      against('nginx'),
      against('node:http, no upstream'),
      spread(
        paired(rounds.get('SDK proxy, pooled') ?? [], mine, (row) => row.cpuMicroseconds),
        1,
      ),
      spread(
        mine.map((row) => row.p50Ms),
        2,
      ),
      spread(
        mine.map((row) => row.p99Ms),
        2,
      ),
    ]
  })
  const head = ['', 'req/s', 'CPU µs/call', 'CPU ÷ nginx', 'CPU ÷ node:http', 'SDK proxy ÷ it', 'p50 ms', 'p99 ms']
  return `### tools/call, ${title}\n\n${table(head, rows)}\n\nForeign load: ${foreign.toFixed(2)} cores busy between the rounds, ${steal.toFixed(2)} stolen by other machines.`
}
