import { beforeEach, expect, test } from 'vitest'
import type { AuditEventType } from '../../lib/audit/index.ts'
import { prismaCredentialProviderStore } from '../../lib/persistence/prisma-credential-provider-store.ts'
import { prismaWorkloadStore } from '../../lib/persistence/prisma-workload-store.ts'
import { newId } from '../../lib/platform/random.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const entry = (type: AuditEventType) => ({ type, actor: { kind: 'system' }, resource: 'x', outcome: 'ok' }) as const
const config = {
  clientId: 'c',
  authMethod: 'client_secret_post',
  server: { issuer: 'i', authorizationEndpoint: 'a', tokenEndpoint: 't', issParameter: false },
} as const
const provider = (name: string) => ({
  name,
  vendor: 'CustomOauth2' as const,
  config,
  secretSealed: 'sealed',
  callbackId: newId(),
  createdAt: 1,
  updatedAt: 1,
})

describeOnBothDatabases('credential provider and workload stores', (open) => {
  beforeEach(async () => {
    await open().client.credentialProvider.deleteMany()
    await open().client.workloadIdentity.deleteMany()
    await open().client.auditEvent.deleteMany()
  })

  test('a name is taken once, also in a race', async () => {
    const store = prismaCredentialProviderStore(open())
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => store.create(provider('p'), entry('provider.created'))),
    )
    expect(outcomes.filter(Boolean)).toHaveLength(1)
    expect(await open().client.auditEvent.count()).toBe(1)
    expect(await store.find('p')).toMatchObject({
      name: 'p',
      config,
      secretSealed: 'sealed',
      version: 1,
      omitResource: false,
    })
  })

  test('an update needs the version that was read, and forgets that resource was refused', async () => {
    const store = prismaCredentialProviderStore(open())
    await store.create(provider('p'), entry('provider.created'))
    await store.setOmitResource('p')
    expect((await store.find('p'))?.omitResource).toBe(true)
    const change = { vendor: 'CustomOauth2', config, secretSealed: undefined, updatedAt: 2 } as const
    expect(await store.update('p', 1, change, entry('provider.updated'))).toBe(true)
    expect(await store.update('p', 1, change, entry('provider.updated'))).toBe(false)
    const after = await store.find('p')
    expect(after).toMatchObject({ version: 2, omitResource: false, updatedAt: 2 })
    expect(after?.secretSealed).toBeUndefined()
  })

  test('pages by name; gone is gone', async () => {
    const store = prismaCredentialProviderStore(open())
    for (const name of ['b', 'a', 'c']) await store.create(provider(name), entry('provider.created'))
    expect((await store.list({ limit: 2 })).map((one) => one.name)).toEqual(['a', 'b'])
    expect((await store.list({ after: 'b', limit: 2 })).map((one) => one.name)).toEqual(['c'])
    expect(await store.remove('a', entry('provider.deleted'))).toBe(true)
    expect(await store.remove('a', entry('provider.deleted'))).toBe(false)
    expect(await store.count()).toBe(2)
    expect(await open().client.auditEvent.count({ where: { type: 'provider.deleted' } })).toBe(1)
  })

  test('a reserved callback is taken once and not after it lapsed', async () => {
    const store = prismaCredentialProviderStore(open())
    await store.reserveCallback('here', 60_000)
    const taken = await Promise.all(Array.from({ length: 10 }, () => store.takeReservation('here')))
    expect(taken.filter(Boolean)).toHaveLength(1)
    await store.reserveCallback('late', -1)
    expect(await store.takeReservation('late')).toBe(false)
  })

  test('workload identities', async () => {
    const store = prismaWorkloadStore(open())
    const row = { name: 'w', allowedReturnUrls: ['https://a'], createdAt: 1, updatedAt: 1 }
    expect(await store.create(row, entry('workload.created'))).toBe(true)
    expect(await store.create(row, entry('workload.created'))).toBe(false)
    expect(await store.create({ ...row, name: 'g-1', gatewayId: 'g-1' }, entry('workload.created'))).toBe(true)
    expect(await store.update('w', 1, { allowedReturnUrls: [], updatedAt: 2 }, entry('workload.updated'))).toBe(true)
    expect(await store.update('w', 1, { allowedReturnUrls: [], updatedAt: 2 }, entry('workload.updated'))).toBe(false)
    expect(await store.find('w')).toEqual({ name: 'w', allowedReturnUrls: [], version: 2, createdAt: 1, updatedAt: 2 })
    expect((await store.list({ limit: 5 })).map((one) => one.name)).toEqual(['g-1', 'w'])
    expect(await store.remove('w', entry('workload.deleted'))).toBe(true)
    expect(await store.find('w')).toBeUndefined()
  })
})
