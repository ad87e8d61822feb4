import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'
import { percentile } from './figures.ts'
import { pin } from './machine.ts'

export interface Load {
  url: string
  body: string
  headers: Record<string, string>
  /** Bearer tokens, sent in turn. */
  tokens?: readonly string[]
  connections: number
  milliseconds: number
}

export interface LoadResult {
  calls: number
  perSecond: number
  p50Ms: number
  p90Ms: number
  p99Ms: number
}

const script = fileURLToPath(new URL('./load.lua', import.meta.url))
/** wrk spends a fifth of what a Node loader spends on a call, so that it is not what is measured. */
export const hasWrk = spawnSync('wrk', ['-v']).error === undefined
const folder = mkdtempSync(join(tmpdir(), 'postern-load-'))
let files = 0

const fileOf = (text: string): string => {
  const path = join(folder, String(files++))
  writeFileSync(path, text)
  return path
}

/** Closed loop: each connection sends its next call when the last is answered. Throws where any call failed. */
export async function runLoad(load: Load): Promise<LoadResult> {
  await checkAnswer(load)
  return hasWrk ? runWrk(load) : runUndici(load)
}

/** One call whose answer is read: a load of refusals would look fast. */
export async function checkAnswer({ url, body, headers, tokens }: Load): Promise<void> {
  const all = new Headers(headers)
  if (tokens?.[0] !== undefined) all.set('authorization', `Bearer ${tokens[0]}`)
  const answer = await fetch(url, { method: 'POST', body, headers: all })
  const text = await answer.text()
  if (answer.status !== 200 || !text.includes('"result"') || text.includes('"isError":true'))
    throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 500)}`)
}

async function runWrk({ url, body, headers, tokens, connections, milliseconds }: Load): Promise<LoadResult> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const seconds = Math.max(1, Math.round(milliseconds / 1000))
  const child = spawn(
    'wrk',
    [
      ...['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '30s', '-s', script, url, '--'],
      fileOf(body),
      fileOf(lines.join('\n')),
      tokens === undefined ? '-' : fileOf(tokens.join('\n')),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  pin(child.pid ?? 0, 'load')
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await new Promise((resolve) => child.once('close', resolve))
  const text = /^RESULT (.*)$/m.exec(output)?.[1]
  if (text === undefined) throw new Error(`wrk said nothing of ${url}: ${output}`)
  const result = JSON.parse(text) as Record<'calls' | 'microseconds' | 'failed' | 'p50' | 'p90' | 'p99', number>
  if (result.failed > 0 || result.calls === 0)
    throw new Error(`${result.failed} of ${result.calls} calls failed: ${url}`)
  return {
    calls: result.calls,
    perSecond: (result.calls / result.microseconds) * 1_000_000,
    p50Ms: result.p50 / 1000,
    p90Ms: result.p90 / 1000,
    p99Ms: result.p99 / 1000,
  }
}

async function runUndici({ url, body, headers, tokens, connections, milliseconds }: Load): Promise<LoadResult> {
  const { origin, pathname, search } = new URL(url)
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const times: number[] = []
  const start = performance.now()
  const end = start + milliseconds
  let at = 0
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        const sent = performance.now()
        const token = tokens?.[at++ % tokens.length]
        const answer = await pool.request({
          path: pathname + search,
          method: 'POST',
          headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
          body,
        })
        await answer.body.dump({ limit: 64 * 1024 * 1024 })
        if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`)
        times.push(performance.now() - sent)
      }
    }),
  )
  const seconds = (performance.now() - start) / 1000
  await pool.close()
  times.sort((a, b) => a - b)
  return {
    calls: times.length,
    perSecond: times.length / seconds,
    p50Ms: percentile(times, 0.5),
    p90Ms: percentile(times, 0.9),
    p99Ms: percentile(times, 0.99),
  }
}
