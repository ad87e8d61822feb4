import { describe, expect, test } from 'vitest'
import { createCalls, type CallRecord, type StoredCall } from '../../../lib/audit/index.ts'
import { createLogger } from '../../../lib/platform/logger.ts'

const call = (n: number): CallRecord => ({
  ...{ at: 1_000 + n, durationMs: 1, gatewayId: 'g-0123456789', targetId: 'ABCDEFGHIJ', method: 'tools/call' },
  ...{
    name: `tool${n}`,
    caller: 'ann',
    callerKind: 'person',
    client: 'vscode',
    outcome: 'answered',
    requestId: `r${n}`,
  },
})

/** A store that can be told to be down, and that remembers what was sent to it. */
function fakeStore() {
  const rows = new Map<string, StoredCall>()
  const sizes: number[] = []
  let refusals = 0
  let attempts = 0
  return {
    rows,
    sizes,
    get attempts() {
      return attempts
    },
    refuse(times: number) {
      refusals = times
    },
    store: {
      async append(batch: readonly StoredCall[]) {
        attempts += 1
        if (refusals > 0) {
          refusals -= 1
          throw new Error('down')
        }
        sizes.push(batch.length)
        for (const row of batch) rows.set(row.id, row)
      },
      list: async () => ({ items: [] }),
      prune: async () => 0,
    },
  }
}

function callLog(limits: Record<string, number> = {}) {
  const lines: string[] = []
  const logger = createLogger({ level: 'warn', format: 'json' }, { write: (line: string) => void lines.push(line) })
  const fake = fakeStore()
  const calls = createCalls({ store: fake.store, clock: { now: () => 0 }, logger, limits: { retryMs: 1, ...limits } })
  return { calls, fake, lines }
}

describe('the call log', () => {
  test('what was recorded before a stop is stored by it, each call once, in batches of one insert', async () => {
    const { calls, fake } = callLog({ batchMs: 3_600_000 })
    for (let n = 0; n < 1_234; n++) calls.record(call(n))
    await calls.stop()
    expect([...fake.rows.values()].map((row) => row.name)).toEqual(Array.from({ length: 1_234 }, (_, n) => `tool${n}`))
    expect(Math.max(...fake.sizes)).toBe(500)
    expect(calls.figures).toEqual({ waiting: 0, dropped: 0, stored: 1_234 })
  })

  test('ids sort as times do', async () => {
    const { calls, fake } = callLog()
    for (const at of [5, 3, 1_900_000_000_000, 4]) calls.record({ ...call(0), at })
    await calls.stop()
    const byId = [...fake.rows.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
    expect(byId.map((row) => row.at)).toEqual([3, 4, 5, 1_900_000_000_000])
  })

  test('a store that is down for a while loses nothing and is sent the same rows again', async () => {
    const { calls, fake, lines } = callLog({ batchMs: 1 })
    fake.refuse(3)
    for (let n = 0; n < 20; n++) calls.record(call(n))
    await calls.stop()
    expect(fake.rows.size).toBe(20)
    expect(fake.attempts).toBeGreaterThan(3)
    expect(lines.join('')).toContain('tried again')
  })

  test('more than fits is dropped, counted and said', async () => {
    const { calls, fake, lines } = callLog({ capacity: 10, batchMs: 3_600_000 })
    for (let n = 0; n < 25; n++) calls.record(call(n))
    expect(calls.figures).toMatchObject({ waiting: 10, dropped: 15 })
    await calls.stop()
    expect(fake.rows.size).toBe(10)
    expect(lines.join('')).toContain('"dropped":15')
  })

  test('a stop does not wait for ever for a store that stays down, and says how much is lost', async () => {
    const { calls, fake, lines } = callLog({ attemptsAtStop: 3, batchMs: 3_600_000 })
    fake.refuse(Number.POSITIVE_INFINITY)
    for (let n = 0; n < 7; n++) calls.record(call(n))
    await calls.stop()
    expect(lines.join('')).toContain('"lost":7')
  })
})
