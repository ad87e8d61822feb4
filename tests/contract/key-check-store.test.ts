import { expect, test } from 'vitest'
import { prismaKeyCheckStore } from '../../lib/persistence/prisma-key-check-store.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

describeOnBothDatabases('key check store', (open) => {
  test('an empty store says so; the first check of a name stays; sealed values are seen', async () => {
    const store = prismaKeyCheckStore(open())
    expect(await store.read()).toEqual({ checks: [], sealed: false })
    await store.add([{ keyId: 'k1', check: 'first' }])
    await store.add([
      { keyId: 'k1', check: 'second' },
      { keyId: 'k2', check: 'other' },
    ])
    const checks = [
      { keyId: 'k1', check: 'first' },
      { keyId: 'k2', check: 'other' },
    ]
    expect(await store.read()).toEqual({ checks, sealed: false })
    await open().client.revocation.create({
      data: { id: 'r', providerSnapshot: '{}', tokensSealed: 'x', reason: 'sync', nextAt: 1n, createdAt: 1n },
    })
    expect(await store.read()).toEqual({ checks, sealed: true })
  })
})
