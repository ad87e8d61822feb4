import { Pool } from 'undici'
import { percentile, spread, table } from './figures.ts'
import { callBody, callHeaders, type Stage } from './stage.ts'

const perSecond = 500
const seconds = 6
const rounds = 5
const pagesPerSecond = 15

interface Subject {
  name: string
  url: string
  body: string
  token?: string
}

interface Latency {
  p50: number
  p99: number
}

/**
 * Added latency at a fixed rate that leaves every contender at ease. Calls start by the clock, whether or not earlier
 * ones have been answered, and a call that starts late counts from when it was due: a stall is not hidden.
 */
export async function latency(stage: Stage): Promise<string> {
  const direct = { name: 'direct', url: `http://127.0.0.1:${stage.upstream.port}/mcp`, body: callBody('small') }
  const postern = {
    name: 'Postern, JWT and vault',
    url: stage.vault,
    body: callBody('bench___small'),
    token: stage.vaultToken,
  }
  const busy = { ...postern, name: `the same, ${pagesPerSecond} console pages a second beside it` }
  const cookie = await signIn(stage)
  const measured = new Map<string, Latency[]>()
  const add = (name: string, one: Latency) => measured.set(name, [...(measured.get(name) ?? []), one])
  await run(postern)
  for (let round = 0; round < rounds; round++) {
    add(direct.name, await run(direct))
    add(postern.name, await run(postern))
    const stop = renderPages(stage, cookie)
    add(busy.name, await run(busy))
    await stop()
  }
  const figure = (rows: Latency[], key: keyof Latency): string =>
    spread(
      rows.map((row) => row[key]),
      2,
    )
  const over = (rows: Latency[], key: keyof Latency): string =>
    spread(
      rows.map((row, round) => row[key] - (measured.get(direct.name)?.[round]?.[key] ?? Number.NaN)),
      2,
    )
  const rows = [...measured].map(([name, all]) => [
    name,
    figure(all, 'p50'),
    figure(all, 'p99'),
    over(all, 'p50'),
    over(all, 'p99'),
  ])
  return `### Latency at ${perSecond} calls a second\n\n${table(['', 'p50 ms', 'p99 ms', 'over direct, p50', 'over direct, p99'], rows)}`
}

async function run({ url, body, token }: Subject): Promise<Latency> {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections: 64, pipelining: 1 })
  const headers = token === undefined ? callHeaders : { ...callHeaders, authorization: `Bearer ${token}` }
  const times: number[] = []
  const calls: Promise<void>[] = []
  const start = performance.now() + 50
  const call = async (due: number): Promise<void> => {
    const { statusCode, body: answer } = await pool.request({ path: pathname, method: 'POST', headers, body })
    await answer.dump()
    if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`)
    times.push(performance.now() - due)
  }
  for (let at = 0; at < perSecond * seconds;) {
    const due = start + (at * 1000) / perSecond
    if (performance.now() >= due) {
      calls.push(call(due))
      at++
    } else await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now() - 0.5)))
  }
  await Promise.all(calls)
  await pool.close()
  times.sort((a, b) => a - b)
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
}

async function signIn({ story }: Stage): Promise<string> {
  const { publicUrl, admin } = story.postern
  const csrf = await fetch(`${publicUrl}/api/auth/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const answer = await fetch(`${publicUrl}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookiesOf(csrf), origin: publicUrl },
    body: new URLSearchParams({ ...admin, csrfToken, json: 'true' }),
  })
  const cookie = cookiesOf(answer)
  if (!cookie.includes('postern-session')) throw new Error(`The bench could not sign in: ${answer.status}`)
  return cookie
}

const cookiesOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ')

/** Returns the way to stop, which waits for the pages on their way. */
function renderPages({ story }: Stage, cookie: string): () => Promise<void> {
  const pages = ['/', '/gateways', `/gateways/${story.gateway.gatewayId}`, '/catalogue']
  const pending = new Set<Promise<unknown>>()
  let at = 0
  const timer = setInterval(() => {
    const page = pages[at++ % pages.length] ?? '/'
    const read = fetch(story.postern.publicUrl + page, { headers: { cookie }, redirect: 'manual' }).then(
      async (answer) => {
        await answer.text()
        if (answer.status !== 200) throw new Error(`${page} answered ${answer.status}`)
      },
    )
    pending.add(read)
    void read.finally(() => pending.delete(read))
  }, 1000 / pagesPerSecond)
  return async () => {
    clearInterval(timer)
    await Promise.all(pending)
  }
}
