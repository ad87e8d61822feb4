import { expect, test } from 'vitest'
import { createCalls, type CallRecord } from '../../lib/audit/index.ts'
import { prismaCallStore } from '../../lib/persistence/prisma-call-store.ts'
import { systemClock } from '../../lib/platform/clock.ts'
import { describeOnBothDatabases, silent } from '../_support/databases.ts'

const call = (n: number, more: Partial<CallRecord> = {}): CallRecord => ({
  ...{ at: 1_700_000_000_000 + n, durationMs: n, gatewayId: 'list-0123456789', targetId: 'ABCDEFGHIJ' },
  ...{
    method: 'tools/call',
    name: `tool${n}`,
    caller: 'ann',
    callerKind: 'person',
    client: 'vscode',
    outcome: 'answered' as const,
  },
  requestId: `r${n}`,
  ...more,
})

describeOnBothDatabases('call store', (open) => {
  const logOf = (records: readonly CallRecord[]) => {
    const calls = createCalls({ store: prismaCallStore(open()), clock: systemClock, logger: silent })
    for (const record of records) calls.record(record)
    return calls
  }

  test('2,000 calls that are followed by a stop at once are all there', async () => {
    const records = Array.from({ length: 2_000 }, (_, n) => call(n, { gatewayId: 'stop-0123456789' }))
    await logOf(records).stop()
    expect(await open().client.toolCall.count({ where: { gatewayId: 'stop-0123456789' } })).toBe(2_000)
  })

  test('pages go from new to old, with no call twice and none left out', async () => {
    const calls = logOf(Array.from({ length: 25 }, (_, n) => call(n)))
    await calls.stop()
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await calls.list({ gatewayId: 'list-0123456789', limit: 10, after })
      seen.push(...page.items.map((item) => item.name))
      after = page.after
    } while (after !== undefined)
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `tool${24 - n}`))
  })

  test('what kind of caller it was stays with the call', async () => {
    const gatewayId = 'kind-0123456789'
    const kinds = ['person', 'machine', 'anyone'] as const
    const calls = logOf(kinds.map((callerKind, n) => call(n, { gatewayId, callerKind })))
    await calls.stop()
    const { items } = await calls.list({ gatewayId, limit: 10 })
    expect(items.map((item) => item.callerKind)).toEqual([...kinds].reverse())
  })

  test('filters by target, caller, outcome and time, both ends of which belong to it', async () => {
    const gatewayId = 'filter-0123456789'
    const calls = logOf([
      call(1, { gatewayId, outcome: 'failed' }),
      call(2, { gatewayId, caller: 'bob' }),
      call(3, { gatewayId, targetId: 'ZYXWVUTSRQ' }),
    ])
    await calls.stop()
    const namesWith = async (query: object) =>
      (await calls.list({ gatewayId, limit: 10, ...query })).items.map((item) => item.name)
    expect(await namesWith({ outcome: 'failed' })).toEqual(['tool1'])
    expect(await namesWith({ caller: 'bob' })).toEqual(['tool2'])
    expect(await namesWith({ targetId: 'ZYXWVUTSRQ' })).toEqual(['tool3'])
    expect(await namesWith({ from: call(2).at })).toEqual(['tool3', 'tool2'])
    expect(await namesWith({ to: call(2).at })).toEqual(['tool2', 'tool1'])
  })

  test('a filter that few calls meet looks at a bounded number of them and says that there are older ones', async () => {
    const gatewayId = 'rare-0123456789'
    const calls = logOf(
      Array.from({ length: 6_000 }, (_, n) => call(n, { gatewayId, ...(n === 0 && { outcome: 'failed' }) })),
    )
    await calls.stop()
    const first = await calls.list({ gatewayId, outcome: 'failed', limit: 10 })
    expect(first.items).toEqual([])
    const second = await calls.list({ gatewayId, outcome: 'failed', limit: 10, after: first.after })
    expect(second.items.map((item) => item.name)).toEqual(['tool0'])
    expect(second.after).toBeUndefined()
  })

  test('text that no database takes as it is does not hold up the log (I9)', async () => {
    const gatewayId = 'hostile-0123456789'
    const calls = logOf([call(1, { gatewayId, name: 'nul\0', client: 'x'.repeat(10_000), caller: 'lone \uD800' })])
    await calls.stop()
    const [row] = (await calls.list({ gatewayId, limit: 1 })).items
    expect(row?.name).toBe('nul\uFFFD')
    expect(row?.client).toHaveLength(512)
  })

  test('rows that are sent again after a lost answer are not stored twice', async () => {
    const store = prismaCallStore(open())
    const row = { ...call(1, { gatewayId: 'again-0123456789' }), id: 'again' }
    await store.append([row])
    await store.append([row])
    expect(await open().client.toolCall.count({ where: { gatewayId: 'again-0123456789' } })).toBe(1)
  })

  test('what is too old is erased in chunks and the rest stays', async () => {
    const store = prismaCallStore(open())
    const gatewayId = 'prune-0123456789'
    const rows = ['0a', '0b', '0c', '0z'].map((id) => ({ ...call(1, { gatewayId }), id }))
    await store.append(rows)
    expect(await store.prune('0d', 2)).toBe(2)
    expect(await store.prune('0d', 2)).toBe(1)
    expect((await store.list({ gatewayId, limit: 10 })).items.map((item) => item.id)).toEqual(['0z'])
  })
})
