import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../lib/audit/index.ts'
import type { GatewayRecord } from '../../lib/gateways/index.ts'
import { prismaGatewayStore } from '../../lib/persistence/prisma-gateway-store.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const audit: AuditEntry = { type: 'gateway.created', actor: { kind: 'system' }, resource: 'gateway/g', outcome: 'ok' }

const record = (id: string, name: string): GatewayRecord => ({
  id,
  name,
  settings: { roleArn: 'arn:aws:iam::000000000000:role/r', authorizerType: 'NONE', tags: { a: 'b' } },
  status: 'CREATING',
  statusReasons: [],
  version: 1,
  createdAt: 1,
  updatedAt: 1,
})

describeOnBothDatabases('gateway store', (open) => {
  const store = () => prismaGatewayStore(open())
  const audits = () => open().client.auditEvent.count()

  beforeEach(async () => {
    for (const table of ['Gateway', 'Target', 'AuditEvent']) await open().raw(`DELETE FROM "${table}"`)
  })

  test('of twenty inserts of one name one is stored, with one audit row', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => store().insert({ record: record(`g-${n}`, 'g'), inputHash: '' }, audit)),
    )
    expect(results.filter((result) => result === 'stored')).toHaveLength(1)
    expect(results.filter((result) => result === 'name-taken')).toHaveLength(19)
    expect(await audits()).toBe(1)
  })

  test('of twenty inserts with one client token one is stored, and the token leads to it', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        store().insert({ record: record(`g-${n}`, `name${n}`), clientToken: 'token', inputHash: 'hash' }, audit),
      ),
    )
    expect(results.filter((result) => result === 'stored')).toHaveLength(1)
    expect(results.filter((result) => result === 'token-taken')).toHaveLength(19)
    const found = await store().findByClientToken('token')
    expect(found?.record.id).toBe(`g-${results.indexOf('stored')}`)
    expect(found?.inputHash).toBe('hash')
  })

  test('a record comes back as it went in', async () => {
    await store().insert({ record: record('g-1', 'g'), inputHash: '' }, audit)
    expect(await store().find('g-1')).toEqual(record('g-1', 'g'))
    expect(await store().find('g-2')).toBeUndefined()
  })

  test('of ten replacements of one version one takes, and the stale ones change nothing', async () => {
    await store().insert({ record: record('g-1', 'g'), inputHash: '' }, audit)
    const took = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        store().replace('g-1', 1, { ...record('g-1', 'g').settings, description: `d${n}` }, audit),
      ),
    )
    expect(took.filter(Boolean)).toHaveLength(1)
    const after = await store().find('g-1')
    expect(after).toMatchObject({ version: 2, status: 'READY', settings: { description: `d${took.indexOf(true)}` } })
    expect(await audits()).toBe(2)
  })

  test('a gateway with a target is never marked for deletion', async () => {
    await store().insert({ record: record('g-1', 'g'), inputHash: '' }, audit)
    await open().client.target.create({
      data: {
        ...{ id: 'T', gatewayId: 'g-1', name: 't', configuration: '{}', credentials: '[]', status: 'READY' },
        ...{ changeId: 'c', createdAt: 1n, updatedAt: 1n },
      },
    })
    expect(await store().markDeleting('g-1', 1, audit)).toBe(false)
    await store().erase('g-1')
    expect(await store().find('g-1')).toBeDefined()
    await open().raw('DELETE FROM "Target"')
    expect(await store().markDeleting('g-1', 1, audit)).toBe(true)
    await store().erase('g-1')
    expect(await store().find('g-1')).toBeUndefined()
  })

  test('pages follow each other by id without gap or overlap', async () => {
    for (const n of [3, 1, 2]) await store().insert({ record: record(`g-${n}`, `n${n}`), inputHash: '' }, audit)
    const first = await store().page(undefined, 2)
    expect(first.map((gateway) => gateway.id)).toEqual(['g-1', 'g-2'])
    expect((await store().page('g-2', 2)).map((gateway) => gateway.id)).toEqual(['g-3'])
  })

  test('READY ends CREATING once', async () => {
    await store().insert({ record: record('g-1', 'g'), inputHash: '' }, audit)
    expect(await store().markReady('g-1')).toBe(true)
    expect(await store().markReady('g-1')).toBe(false)
  })
})
