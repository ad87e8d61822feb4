import { beforeEach, expect, test } from 'vitest'
import type { AuditEventType } from '../../lib/audit/index.ts'
import type { ConnectionStore } from '../../lib/identity/vault/connection.store.ts'
import { prismaConnectionStore } from '../../lib/persistence/prisma-connection-store.ts'
import { prismaRevocationStore } from '../../lib/persistence/prisma-revocation-store.ts'
import { newId } from '../../lib/platform/random.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const entry = (type: AuditEventType) =>
  ({ type, actor: { kind: 'system' }, resource: 'connection/x', outcome: 'ok' }) as const
const grant = (accessSealed: string) => ({
  extraScopes: ['admin'],
  grantedScopes: ['read'],
  accessSealed,
  refreshSealed: `refresh of ${accessSealed}`,
  expiresAt: 2_000,
  obtainedAt: 1_000,
})

describeOnBothDatabases('connection store', (open) => {
  let store: ConnectionStore
  beforeEach(async () => {
    store = prismaConnectionStore(open())
    await open().client.connection.deleteMany()
    await open().client.revocation.deleteMany()
    await open().client.endedConnection.deleteMany()
    await open().client.authorizationSession.deleteMany()
    await open().client.auditEvent.deleteMany()
  })
  const create = async (keyHash = newId()) => {
    const id = newId()
    const row = {
      id,
      keyHash,
      workloadName: 'g-1',
      user: { kind: 'jwt', iss: 'https://as', sub: 'ann' } as const,
      userText: 'ann',
      providerName: 'p',
      scopes: ['read'],
      ...grant('one'),
    }
    return { id, keyHash, created: await store.create(row, entry('connection.granted')) }
  }
  const claim = (id: string, version = 1, leaseMs = 15_000) =>
    store.claimRefresh(id, version, { owner: 'me', digest: 'd', leaseMs })

  test('one row per key, stored with its audit row', async () => {
    const { id, keyHash } = await create()
    expect((await create(keyHash)).created).toBe(false)
    expect(await store.findByKey(keyHash)).toEqual({
      id,
      keyHash,
      workloadName: 'g-1',
      user: { kind: 'jwt', iss: 'https://as', sub: 'ann' },
      providerName: 'p',
      scopes: ['read'],
      ...grant('one'),
      status: 'ACTIVE',
      version: 1,
    })
    expect(await open().client.auditEvent.count()).toBe(1)
    expect(await store.ofProvider('p')).toHaveLength(1)
    expect(await store.ofWorkload('other')).toEqual([])
  })

  test('I5 of fifty refreshes at once one holds the lease', async () => {
    const { id } = await create()
    const claims = await Promise.all(Array.from({ length: 50 }, () => claim(id)))
    expect(claims.filter((no) => no !== undefined)).toEqual([1])
  })

  test('a lease that ran out is taken over, and its late holder cannot save', async () => {
    const { id, keyHash } = await create()
    const late = await claim(id, 1, -1)
    const next = await claim(id)
    expect([late, next]).toEqual([1, 2])
    expect(await store.saveRefreshed(id, 1, 1, grant('late'))).toBe(false)
    expect(await store.saveRefreshed(id, 1, 2, grant('two'))).toBe(true)
    expect(await store.findByKey(keyHash)).toMatchObject({ version: 2, accessSealed: 'two', status: 'ACTIVE' })
  })

  test('a released lease is free at once', async () => {
    const { id } = await create()
    await store.releaseRefresh(id, (await claim(id)) ?? 0)
    expect(await claim(id)).toBe(2)
  })

  test("a verdict on an older generation does not end the newer one (the loser's invalid_grant)", async () => {
    const { id, keyHash } = await create()
    const lease = (await claim(id)) ?? 0
    await store.saveRefreshed(id, 1, lease, grant('two'))
    expect(await store.needsReauth(id, 1, 'invalid_grant', entry('connection.needs-reauth'))).toBe(false)
    expect(await store.findByKey(keyHash)).toMatchObject({ status: 'ACTIVE', version: 2 })
    expect(await store.needsReauth(id, 2, 'invalid_grant', entry('connection.needs-reauth'))).toBe(true)
    expect(await claim(id, 2)).toBeUndefined()
  })

  test('a fresh consent revives the row, and a refresh under way loses', async () => {
    const { id, keyHash } = await create()
    const lease = (await claim(id)) ?? 0
    expect(await store.replace(id, 1, grant('consented'), entry('connection.granted'))).toBe(true)
    expect(await store.replace(id, 1, grant('stale'), entry('connection.granted'))).toBe(false)
    expect(await store.saveRefreshed(id, 1, lease, grant('refreshed'))).toBe(false)
    expect(await store.findByKey(keyHash)).toMatchObject({ accessSealed: 'consented', version: 2 })
  })

  test('a connection that ends leaves its tokens in the outbox, in the same commit or not at all', async () => {
    const { id, keyHash } = await create()
    const outbox = prismaRevocationStore(open())
    const revocation = () => ({ id: newId(), providerSnapshot: '{}', tokensSealed: 's', reason: 'r', dueInMs: 0 })
    const ending = () => ({ reason: 'r', audit: entry('connection.ended'), revocation: revocation() })
    expect(await store.remove(id, 7, ending())).toBe(false)
    expect(await outbox.claimDue(10, 1_000)).toEqual([])
    expect(await store.remove(id, 1, ending())).toBe(true)
    expect(await store.findByKey(keyHash)).toBeUndefined()
    expect(await outbox.claimDue(10, 60_000)).toHaveLength(1)
    expect(await open().client.auditEvent.count({ where: { type: 'connection.ended' } })).toBe(1)
  })

  test('the outbox: what is due is taken once, postponed, and gone when removed', async () => {
    const outbox = prismaRevocationStore(open())
    const id = newId()
    await outbox.insert({ id, providerSnapshot: '{}', tokensSealed: 's', reason: 'sync', dueInMs: 90_000 })
    expect(await outbox.claimDue(10, 1_000)).toEqual([])
    await outbox.makeDue(id)
    const taken = await Promise.all(Array.from({ length: 10 }, () => outbox.claimDue(10, 60_000)))
    expect(taken.flat()).toHaveLength(1)
    expect(taken.flat()[0]).toMatchObject({ id, attempts: 1, tokensSealed: 's', reason: 'sync' })
    await outbox.postpone(id, -1)
    expect(await outbox.claimDue(10, 60_000)).toMatchObject([{ id, attempts: 2 }])
    await outbox.remove(id)
    expect(await open().client.revocation.count()).toBe(0)
  })
})
