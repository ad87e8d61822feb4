import { beforeEach, expect, test } from 'vitest'
import type { ClientStore, NewClient, RegistrationLimits } from '../../lib/authz-server/clients/client.store.ts'
import { prismaAuthzStores } from '../../lib/persistence/prisma-authz-stores.ts'
import { openDatabase } from '../../lib/platform/db/index.ts'
import { newId } from '../../lib/platform/random.ts'
import { describeOnBothDatabases, silent } from '../_support/databases.ts'

const actor = { kind: 'system' } as const
const entry = { type: 'mcp-client.created', actor, resource: 'mcp-client/x', outcome: 'ok' } as const
const roomy: RegistrationLimits = { perAddress: 100, perAddressMs: 60_000, unused: 100, inAll: 100 }

const client = (change: Partial<NewClient> = {}): NewClient => ({
  id: newId(),
  kind: 'dynamic',
  name: 'Desk agent',
  metadata: { redirect_uris: ['https://client.example/cb'] },
  createdBy: JSON.stringify(actor),
  registeredFrom: 'somewhere',
  ...change,
})

describeOnBothDatabases('MCP client store', (open) => {
  let store: ClientStore
  beforeEach(async () => {
    store = prismaAuthzStores(open()).clients
    await open().client.mcpClient.deleteMany()
    await open().client.auditEvent.deleteMany()
  })

  test('a client comes back as it was stored, with an audit event where an administrator registered it', async () => {
    const byHand = client({ kind: 'registered', secretHash: 'digest' })
    await store.insert(byHand, entry)
    const itself = client()
    expect(await store.insertWithin(itself, roomy)).toBe(true)
    const { registeredFrom: _, ...fields } = byHand
    expect(await store.find(byHand.id)).toEqual({ ...fields, createdAt: expect.any(Number) })
    expect((await store.list()).map(({ id }) => id).sort()).toEqual([byHand.id, itself.id].sort())
    expect(await open().client.auditEvent.count()).toBe(1)
  })

  test('AS-13 registrations are bounded per address and time, in unused ones, and in all', async () => {
    const one = client()
    expect(await store.insertWithin(one, roomy)).toBe(true)
    const another = (limits: Partial<RegistrationLimits>, registeredFrom = 'somewhere') =>
      store.insertWithin(client({ registeredFrom }), { ...roomy, ...limits })
    expect(await another({ perAddress: 1 })).toBe(false)
    expect(await another({ unused: 1 })).toBe(false)
    expect(await another({ inAll: 1 })).toBe(false)
    expect(await another({ perAddress: 1 }, 'elsewhere')).toBe(true)
    expect(await another({ perAddress: 1, perAddressMs: 0 })).toBe(true)
    await store.markUsed(one.id)
    expect(await another({ unused: 2 })).toBe(false)
    expect(await another({ unused: 3 })).toBe(true)
  })

  test('AS-13 of thirty who register at once, on two connections, hardly more than the limit come in', async () => {
    await using second = await openDatabase(open.source, silent)
    const other = prismaAuthzStores(second).clients
    const tries = Array.from({ length: 30 }, (_, n) =>
      (n % 2 ? store : other).insertWithin(client(), { ...roomy, perAddress: 5 }),
    )
    const came = (await Promise.all(tries)).filter(Boolean).length
    expect(came).toBeGreaterThanOrEqual(5)
    // Statements that run side by side on PostgreSQL do not see each other's row: bounded by connections, not exact.
    expect(came).toBeLessThan(30)
    expect(await store.insertWithin(client(), { ...roomy, perAddress: 5 })).toBe(false)
  })

  test('a client that is removed takes what it was allowed with it; a second removal finds nothing', async () => {
    const { artifacts, consents } = prismaAuthzStores(open())
    const gone = client()
    await store.insertWithin(gone, roomy)
    const artifact = { model: 'Grant', accountId: 'mia', payloadSealed: 'sealed', keepExisting: false }
    await artifacts.upsert({ ...artifact, id: 'of it', clientId: gone.id })
    await artifacts.upsert({ ...artifact, id: 'of another', clientId: 'another' })
    const consent = { userId: 'mia', clientName: 'x', redirectHost: 'h', gatewayId: 'g', scopes: ['mcp'] }
    await consents.remember({ ...consent, id: 'c', clientId: gone.id }, { ...entry, type: 'mcp-client.allowed' })
    expect(await store.remove(gone.id, { ...entry, type: 'mcp-client.deleted' })).toBe(true)
    expect(await store.find(gone.id)).toBeUndefined()
    expect([await artifacts.liveGrant('of it'), await artifacts.liveGrant('of another')]).toEqual([undefined, {}])
    expect(await consents.of('mia')).toEqual([])
    expect(await store.remove(gone.id, { ...entry, type: 'mcp-client.deleted' })).toBe(false)
  })

  test('AS-13 reaped are self-registrations that nobody allowed or used, never those of an administrator', async () => {
    const [unused, used, byHand] = [client(), client(), client({ kind: 'registered' })]
    for (const one of [unused, used]) await store.insertWithin(one, roomy)
    await store.insert(byHand, entry)
    await store.markUsed(used.id)
    const left = async () => (await store.list()).map(({ id }) => id).sort()
    expect(await store.reap({ unusedMs: 60_000, idleMs: 60_000 })).toBe(0)
    expect(await store.reap({ unusedMs: 0, idleMs: 60_000 })).toBe(1)
    expect(await left()).toEqual([used.id, byHand.id].sort())
    expect(await store.reap({ unusedMs: 0, idleMs: 0 })).toBe(1)
    expect(await left()).toEqual([byHand.id])
  })
})
