import { beforeEach, describe, expect, test } from 'vitest'
import type { ClientStore, NewClient, RegistrationLimits } from '../../lib/authz-server/clients/client.store.ts'
import { prismaAuthzStores } from '../../lib/persistence/prisma-authz-stores.ts'
import { openDatabase } from '../../lib/platform/db/index.ts'
import { newId } from '../../lib/platform/random.ts'
import { describeOnBothDatabases, silent } from '../_support/databases.ts'

const actor = { kind: 'system' } as const
const entry = { type: 'mcp-client.created', actor, resource: 'mcp-client/x', outcome: 'ok' } as const
const roomy: RegistrationLimits = { perNetwork: 100, unused: 100, inAll: 100, yieldMs: 60_000 }

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

  test('AS-13 registrations are bounded per network, in unused ones, and in all', async () => {
    const one = client()
    expect(await store.insertWithin(one, roomy)).toBe(true)
    const another = (limits: Partial<RegistrationLimits>, registeredFrom = 'somewhere') =>
      store.insertWithin(client({ registeredFrom }), { ...roomy, ...limits })
    expect(await another({ perNetwork: 1 })).toBe(false)
    expect(await another({ unused: 1 })).toBe(false)
    expect(await another({ inAll: 1 })).toBe(false)
    expect(await another({ perNetwork: 1 }, 'elsewhere')).toBe(true)
    await store.markUsed(one.id)
    expect(await another({ perNetwork: 1 })).toBe(true)
    expect(await another({ unused: 2 })).toBe(false)
    expect(await another({ unused: 3 })).toBe(true)
  })

  describe('AS-13 where there is no room, one that was never allowed gives way', () => {
    const full: RegistrationLimits = { perNetwork: 4, unused: 6, inAll: 8, yieldMs: 60_000 }
    const from = async (registeredFrom: string, ageMs = 0): Promise<string | undefined> => {
      const one = client({ registeredFrom })
      if (!(await store.insertWithin(one, full))) return undefined
      const sql = `UPDATE "McpClient" SET "createdAt" = "createdAt" - CAST(? AS BIGINT) WHERE "id" = ?`
      await open().raw(sql, ageMs, one.id)
      return one.id
    }
    const left = async () => (await store.list()).map(({ id }) => id)

    test('a flood from one network makes room for another at once, its oldest first, and never for itself', async () => {
      const flood = [await from('flood', 3), await from('flood', 9), await from('flood', 1), await from('flood', 2)]
      expect(await from('flood')).toBeUndefined()
      const honest = [await from('a'), await from('b'), await from('c'), await from('d')]
      expect(honest).not.toContain(undefined)
      expect((await left()).sort()).toEqual([flood[2], flood[3], ...honest].sort())
    })

    test('a flood from everywhere makes room once its oldest is older than a person takes to answer', async () => {
      const everywhere = [await from('1'), await from('2'), await from('3', 59_000), await from('4'), await from('5')]
      everywhere.push(await from('6'))
      expect(await from('7')).toBeUndefined()
      await open().raw(`UPDATE "McpClient" SET "createdAt" = "createdAt" - 1000`)
      const seventh = await from('7')
      expect((await left()).sort()).toEqual([...everywhere.filter((_, n) => n !== 2), seventh].sort())
    })

    test('of its own network only what is that old gives way', async () => {
      const own = [await from('own', 60_000), await from('own'), await from('own'), await from('own')]
      expect(await from('own')).toBeDefined()
      expect(await left()).not.toContain(own[0])
      expect(await from('own')).toBeUndefined()
    })

    test('one that was allowed gives way to nobody, however old and however many', async () => {
      const used = []
      for (let n = 0; n < 8; n++) {
        const id = await from('used', 1_000_000)
        await store.markUsed(id ?? '')
        used.push(id)
      }
      expect(await from('new')).toBeUndefined()
      expect((await left()).sort()).toEqual(used.sort())
    })
  })

  test('AS-13 of thirty who register at once, on two connections, hardly more than the limit come in', async () => {
    await using second = await openDatabase(open.source, silent)
    const other = prismaAuthzStores(second).clients
    const tries = Array.from({ length: 30 }, (_, n) =>
      (n % 2 ? store : other).insertWithin(client(), { ...roomy, perNetwork: 5 }),
    )
    const came = (await Promise.all(tries)).filter(Boolean).length
    expect(came).toBeGreaterThanOrEqual(5)
    // Statements that run side by side on PostgreSQL do not see each other's row: bounded by connections, not exact.
    expect(came).toBeLessThan(30)
    expect(await store.insertWithin(client(), { ...roomy, perNetwork: 5 })).toBe(false)
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
