import { spawn } from 'node:child_process'
import { cpus } from 'node:os'
import {
  callTool,
  complete,
  consent,
  createTarget,
  linkOf,
  startStory,
  targetReaches,
  toolSchema,
  userToken,
} from '../_support/story.ts'
import { cpuTicks } from './cpu-ticks.ts'
import { runLoad, type LoadResult } from './load.ts'
import { startNginx } from './nginx.ts'

const rounds = 5
const connections = 32
const milliseconds = 2_000

interface Contender {
  name: string
  url: string
  body: string
  headers: Record<string, string>
  pid?: number
}

const upstream = spawn(process.execPath, ['--import', 'tsx', 'tests/bench/upstream.ts'], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
const upstreamPort = await new Promise<number>((resolve) =>
  upstream.stdout.once('data', (line: Buffer) => resolve(Number(line.toString()))),
)
const story = await startStory({ LOG_LEVEL: 'info' })
const nginx = await startNginx(upstreamPort)
try {
  report(await measure(await contenders()))
} finally {
  nginx?.stop()
  await story.stop()
  upstream.kill()
}

/** The relay with everything that this build has on: JWT, the caller's own token from the vault, the name's translation. */
async function contenders(): Promise<Contender[]> {
  const endpoint = `http://localhost:${upstreamPort}/mcp`
  const made = await createTarget(
    { ...story, mcp: { ...story.mcp, url: endpoint } },
    { name: 'bench', schema: toolSchema },
  )
  await targetReaches(story, made.targetId ?? '', 'READY')
  const token = await userToken(story, 'alice')
  const { sessionUri } = await consent(linkOf(await callTool(story, token, 'bench___whoami')), 'alice')
  await complete(story, { userToken: token }, sessionUri)
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
  }
  const body = (name: string): string =>
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } })
  const plain = { body: body('whoami'), headers }
  return [
    { name: 'direct', url: endpoint.replace('localhost', '127.0.0.1'), ...plain },
    ...(nginx === undefined ? [] : [{ name: 'nginx', url: nginx.url, pid: nginx.pid, ...plain }]),
    {
      name: 'postern',
      url: story.gateway.gatewayUrl,
      pid: story.postern.pid(),
      body: body('bench___whoami'),
      headers: { ...headers, authorization: `Bearer ${token}` },
    },
  ]
}

interface Round extends LoadResult {
  cpuMicroseconds?: number
}

/** Every contender in every round, the order turned round each time: only figures of one round are compared. */
async function measure(all: Contender[]): Promise<Map<string, Round[]>> {
  const results = new Map<string, Round[]>(all.map(({ name }) => [name, []]))
  for (const contender of all) await runLoad({ ...contender, connections, milliseconds })
  for (let round = 0; round < rounds; round++) {
    for (const contender of round % 2 === 0 ? all : [...all].reverse()) {
      const before = cpuTicks(contender.pid)
      const result = await runLoad({ ...contender, connections, milliseconds })
      const ticks = before === undefined ? undefined : (cpuTicks(contender.pid) ?? 0) - before
      results
        .get(contender.name)
        ?.push(ticks === undefined ? result : { ...result, cpuMicroseconds: (ticks * 10_000) / result.calls })
    }
  }
  return results
}

function report(results: Map<string, Round[]>): void {
  const say = (line: string): boolean => process.stdout.write(`${line}\n`)
  say(
    `tools/call, JSON answer, ${connections} connections, ${rounds} rounds of ${milliseconds / 1000} s in turn, loopback, no TLS`,
  )
  say(
    `Postern: JWT inbound, own connection from the vault, target___tool. nginx: proxy_pass only. Load: undici in one process`,
  )
  say(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}, ${process.platform}`,
  )
  say(`${new Date().toISOString()}  command: npm run bench\n`)
  say('             req/s median [min–max]      p50 ms   p99 ms   CPU µs/call   ÷ direct   ÷ nginx (CPU)')
  for (const [name, rows] of results) {
    const rate = rows.map((row) => row.perSecond)
    const cpu = rows.every((row) => row.cpuMicroseconds !== undefined)
      ? rows.map((row) => row.cpuMicroseconds ?? 0)
      : undefined
    const against = (other: string, figure: (row: Round) => number | undefined): string => {
      const pairs = rows.flatMap((row, round) => {
        const [mine, theirs] = [figure(row), figure(results.get(other)?.[round] ?? row)]
        return mine === undefined || theirs === undefined || !results.has(other) ? [] : [mine / theirs]
      })
      return pairs.length === 0 ? '–' : median(pairs).toFixed(2)
    }
    say(
      [
        name.padEnd(10),
        `${round0(median(rate))} [${round0(Math.min(...rate))}–${round0(Math.max(...rate))}]`.padStart(26),
        median(rows.map((row) => row.p50Ms))
          .toFixed(2)
          .padStart(10),
        median(rows.map((row) => row.p99Ms))
          .toFixed(2)
          .padStart(8),
        (cpu === undefined ? '–' : median(cpu).toFixed(0)).padStart(13),
        against('direct', (row) => row.perSecond).padStart(10),
        against('nginx', (row) => row.cpuMicroseconds).padStart(14),
      ].join(' '),
    )
  }
}

function round0(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
