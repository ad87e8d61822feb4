import { describe, expect, test } from 'vitest'
import type { CallQuery } from '../../../lib/audit/index.ts'
import { DomainError } from '../../../lib/kernel/domain-error.ts'
import { startControl } from '../../_support/control-rig.ts'

const rows = [3, 2, 1].map((n) => ({
  ...{ id: `id${n}`, at: n, durationMs: n, gatewayId: 'team-0123456789', targetId: 'ABCDEFGHIJ', method: 'tools/call' },
  ...{
    name: `tool${n}`,
    caller: 'ann',
    client: 'vscode',
    outcome: 'answered' as const,
    requestId: `r${n}`,
    callerKind: 'machine' as const,
  },
}))

async function start() {
  const asked: unknown[] = []
  const control = await startControl({
    gateways: {
      get: async (id: string) => {
        if (id === 'team-0123456789') return { id }
        throw new DomainError('ResourceNotFoundException', `Gateway ${id} does not exist.`)
      },
    } as never,
    calls: {
      list: async (query: Omit<CallQuery, 'from' | 'before'> & { after?: string }) => {
        asked.push(query)
        const from = query.after === undefined ? 0 : rows.findIndex((row) => row.id === query.after) + 1
        const items = rows.slice(from, from + query.limit)
        return { items, ...(from + query.limit < rows.length && { after: items.at(-1)?.id }) }
      },
    },
  })
  return { control, asked }
}

interface Listed {
  calls: Record<string, unknown>[]
  nextToken?: string
}

describe('ListToolCalls', () => {
  test('lists in pages, and a page token is good for the same filters alone', async () => {
    const { control } = await start()
    const path = '/console/gateways/team-0123456789/calls'
    const first = (await (await control.asPerson(`${path}?maxResults=2`)).json()) as Listed
    expect(first.calls.map((call) => call['callId'])).toEqual(['id3', 'id2'])
    const token = encodeURIComponent(first.nextToken ?? '')
    const second = (await (await control.asPerson(`${path}?maxResults=2&nextToken=${token}`)).json()) as Listed
    expect(second).toEqual({ calls: [expect.objectContaining({ callId: 'id1', at: '1970-01-01T00:00:00.001Z' })] })
    const other = await control.asPerson(`${path}?maxResults=2&outcome=failed&nextToken=${token}`)
    expect(other.status).toBe(400)
  })

  test('hands its filters to the log, times in milliseconds', async () => {
    const { control, asked } = await start()
    const query = 'targetId=ABCDEFGHIJ&caller=ann&outcome=consent&startTime=1970-01-01T00:00:01.000Z'
    expect((await control.asPerson(`/console/gateways/team-0123456789/calls?${query}`)).status).toBe(200)
    expect(asked).toEqual([
      expect.objectContaining({ targetId: 'ABCDEFGHIJ', caller: 'ann', outcome: 'consent', from: 1000, limit: 50 }),
    ])
  })

  test('the calls of a gateway that is not there are as absent as it is, and nobody is answered unasked (I6)', async () => {
    const { control, asked } = await start()
    const absent = await control.asPerson('/console/gateways/gone-0123456789/calls')
    expect([absent.status, await absent.json()]).toMatchObject([
      404,
      { message: 'Gateway gone-0123456789 does not exist.' },
    ])
    expect((await fetch(`${control.publicOrigin}/api/console/gateways/team-0123456789/calls`)).status).toBe(403)
    expect(asked).toEqual([])
  })
})
