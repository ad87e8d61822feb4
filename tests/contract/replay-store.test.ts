import { expect, test } from 'vitest'
import { prismaReplayStore } from '../../lib/persistence/prisma-replay-store.ts'
import { newId } from '../../lib/platform/random.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

describeOnBothDatabases('replay store', (open) => {
  test('SG-8 of twenty callers with one signature exactly one is let in', async () => {
    const store = prismaReplayStore(open())
    const id = newId()
    const admitted = await Promise.all(Array.from({ length: 20 }, () => store.remember(id, 600_000)))
    expect(admitted.filter(Boolean)).toHaveLength(1)
    expect(await store.remember(id, 600_000)).toBe(false)
  })

  test('SG-8 signatures do not stand in for each other', async () => {
    const store = prismaReplayStore(open())
    expect(await store.remember(newId(), 600_000)).toBe(true)
    expect(await store.remember(newId(), 600_000)).toBe(true)
  })

  test('a name that has expired may be noted again, and is purged', async () => {
    const store = prismaReplayStore(open())
    const [expired, living] = [newId(), newId()]
    expect(await store.remember(expired, -1000)).toBe(true)
    expect(await store.remember(expired, -1000)).toBe(true)
    expect(await store.remember(living, 600_000)).toBe(true)
    expect(await store.purge()).toBe(1)
    expect(await store.remember(living, 600_000)).toBe(false)
  })
})
