import { Pool } from 'undici'

export interface Load {
  url: string
  body: string
  headers: Record<string, string>
  connections: number
  milliseconds: number
}

export interface LoadResult {
  calls: number
  perSecond: number
  p50Ms: number
  p99Ms: number
}

/** Closed loop: each connection sends its next call when the last is answered. Throws on any answer that is not a 200 result. */
export async function runLoad({ url, body, headers, connections, milliseconds }: Load): Promise<LoadResult> {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const times: number[] = []
  const start = performance.now()
  const end = start + milliseconds
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        const sent = performance.now()
        const answer = await pool.request({ path: pathname, method: 'POST', headers, body })
        const text = await answer.body.text()
        if (answer.statusCode !== 200 || !text.includes('"result"'))
          throw new Error(`${url} answered ${answer.statusCode}: ${text}`)
        times.push(performance.now() - sent)
      }
    }),
  )
  const seconds = (performance.now() - start) / 1000
  await pool.close()
  times.sort((a, b) => a - b)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { calls: times.length, perSecond: times.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) }
}
