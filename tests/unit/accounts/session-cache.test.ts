import { expect, test, vi } from 'vitest'
import { createSessionCache } from '../../../lib/accounts/session-cache.ts'
import { createChangeBus } from '../../../lib/platform/changes.ts'

const ann = { userId: 'u1', email: 'ann@x', role: 'admin' } as const

function setUp() {
  const clock = { ms: 1_000, now: () => clock.ms }
  const changes = createChangeBus()
  return { clock, changes, cache: createSessionCache(changes, clock) }
}

test('a live session is read once in five seconds', async () => {
  const { clock, cache } = setUp()
  const load = vi.fn(async () => ann)
  await cache.owner('s', load)
  clock.ms += 4_999
  expect(await cache.owner('s', load)).toEqual(ann)
  expect(load).toHaveBeenCalledTimes(1)
  clock.ms += 1
  await cache.owner('s', load)
  expect(load).toHaveBeenCalledTimes(2)
})

test('an ended session is gone at once, and one that is not live is never kept', async () => {
  const { changes, cache } = setUp()
  await cache.owner('s', async () => ann)
  changes.publish({ kind: 'console-session', sessionId: 's' })
  expect(await cache.owner('s', async () => undefined)).toBeUndefined()
  expect(await cache.owner('s', async () => ann)).toEqual(ann)
})

test('what was read before the session ended is not kept', async () => {
  const { changes, cache } = setUp()
  let finishReading: (owner: typeof ann) => void = () => undefined
  const first = cache.owner('s', () => new Promise((resolve) => (finishReading = resolve)))
  changes.publish({ kind: 'console-session', sessionId: 's' })
  finishReading(ann)
  await first
  expect(await cache.owner('s', async () => undefined)).toBeUndefined()
})
