import { beforeEach, expect, test } from 'vitest'
import type { AuditEntry } from '../../lib/audit/index.ts'
import { prismaApiKeyStore } from '../../lib/persistence/prisma-api-key-store.ts'
import { prismaGatewayStore } from '../../lib/persistence/prisma-gateway-store.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const actor = { kind: 'system' } as const
const audit: AuditEntry = { type: 'api-key.created', actor, resource: 'gateway/g', outcome: 'ok' }
const later = 4_000_000_000_000

describeOnBothDatabases('API key store', (open) => {
  const store = () => prismaApiKeyStore(open())
  const gateways = () => prismaGatewayStore(open())
  const audits = () => open().client.auditEvent.count()
  const key = (id: string, more: object = {}) => ({
    ...{ id, gatewayId: 'g', name: `name ${id}`, hash: `hash ${id}`, createdBy: actor, expiresAt: later },
    ...more,
  })

  beforeEach(async () => {
    for (const table of ['GatewayApiKey', 'Gateway', 'AuditEvent']) await open().raw(`DELETE FROM "${table}"`)
    for (const id of ['g', 'h'])
      await gateways().insert(
        {
          record: {
            ...{ id, name: id, settings: { roleArn: 'r', authorizerType: 'AUTHENTICATE_ONLY' }, status: 'READY' },
            ...{ statusReasons: [], version: 1, createdAt: 1, updatedAt: 1 },
          },
          inputHash: '',
        },
        audit,
      )
    await open().client.auditEvent.deleteMany()
  })

  test('a key comes back as it was stored, by id at its own gateway only, and by its digest', async () => {
    expect(await store().insert(key('a', { targetIds: ['T1'] }), 10, audit)).toBe('stored')
    const { hash: _, ...stored } = key('a', { targetIds: ['T1'], createdAt: expect.any(Number) as number })
    expect(await store().find('g', 'a')).toEqual(stored)
    expect(await store().find('h', 'a')).toBeUndefined()
    expect(await store().findByHash('hash a')).toEqual(stored)
    expect(await store().byHash('g')).toEqual(new Map([['hash a', stored]]))
    expect((await store().byHash('h')).size).toBe(0)
    expect(await audits()).toBe(1)
  })

  test('of twenty inserts that race for three places three are stored, each with its audit row', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => store().insert(key(`k${n}`), 3, audit)))
    expect(results.filter((result) => result === 'stored')).toHaveLength(3)
    expect(results.filter((result) => result === 'too-many')).toHaveLength(17)
    expect(await audits()).toBe(3)
  })

  test('a name is one key’s at its gateway, and free at another', async () => {
    expect(await store().insert(key('a', { name: 'ci' }), 10, audit)).toBe('stored')
    expect(await store().insert(key('b', { name: 'ci' }), 10, audit)).toBe('name-taken')
    expect(await store().insert(key('c', { name: 'ci', gatewayId: 'h' }), 10, audit)).toBe('stored')
    expect(await audits()).toBe(2)
  })

  test('a gateway that is gone or going gets no key, and takes those that it has with it', async () => {
    expect(await store().insert(key('a'), 10, audit)).toBe('stored')
    expect(await store().insert(key('b', { gatewayId: 'h' }), 10, audit)).toBe('stored')
    await gateways().erase('g')
    expect((await store().byHash('g')).size).toBe(1)
    await gateways().markDeleting('g', 1, audit)
    expect(await store().insert(key('c'), 10, audit)).toBe('no-gateway')
    await gateways().erase('g')
    expect((await store().byHash('g')).size).toBe(0)
    expect((await store().byHash('h')).size).toBe(1)
    expect(await store().insert(key('d'), 10, audit)).toBe('no-gateway')
  })

  test('of ten revocations one takes; what is revoked or gone changes no more', async () => {
    await store().insert(key('a'), 10, audit)
    const took = await Promise.all(Array.from({ length: 10 }, () => store().revoke('a', audit)))
    expect(took.filter(Boolean)).toHaveLength(1)
    expect(await store().endEarlier('a', 5, audit)).toBe(false)
    const removed = await Promise.all(Array.from({ length: 10 }, () => store().remove('a', audit)))
    expect(removed.filter(Boolean)).toHaveLength(1)
    expect(await store().find('g', 'a')).toBeUndefined()
    expect(await audits()).toBe(3)
  })

  test('an end is only brought forward', async () => {
    await store().insert(key('a'), 10, audit)
    expect(await store().endEarlier('a', later + 1, audit)).toBe(false)
    expect(await store().endEarlier('a', later - 1, audit)).toBe(true)
    expect((await store().find('g', 'a'))?.expiresAt).toBe(later - 1)
  })

  test('pages go by name; the last use never goes back', async () => {
    for (const id of ['c', 'a', 'b']) await store().insert(key(id), 10, audit)
    expect((await store().page('g', undefined, 2)).map(({ id }) => id)).toEqual(['a', 'b'])
    expect((await store().page('g', 'name b', 2)).map(({ id }) => id)).toEqual(['c'])
    await store().touch([
      { id: 'a', at: 20 },
      { id: 'gone', at: 20 },
    ])
    await store().touch([{ id: 'a', at: 10 }])
    expect((await store().find('g', 'a'))?.lastUsedAt).toBe(20)
  })
})
