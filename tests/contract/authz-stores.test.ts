import { beforeEach, describe, expect, test } from 'vitest'
import type { Consent } from '../../lib/authz-server/interactions/consent.store.ts'
import type { NewKey } from '../../lib/authz-server/keys/signing-key.store.ts'
import { prismaAuthzStores } from '../../lib/persistence/prisma-authz-stores.ts'
import { newId } from '../../lib/platform/random.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const entry = { actor: { kind: 'system' }, resource: 'x', outcome: 'ok' } as const
const key = (kid = newId()): NewKey => ({ kid, publicJwk: '{}', privateSealed: 'sealed' })

describeOnBothDatabases('stores of the authorization server', (open) => {
  let stores: ReturnType<typeof prismaAuthzStores>
  beforeEach(async () => {
    stores = prismaAuthzStores(open())
    await open().client.signingKey.deleteMany()
    await open().client.clientConsent.deleteMany()
    await open().client.auditEvent.deleteMany()
  })

  describe('signing keys', () => {
    const rotated = { ...entry, type: 'client-sign-in.keys-rotated' } as const
    const slots = async () => (await stores.keys.all()).keys.map(({ kid, slot }) => [kid, slot])

    test('of nodes that start at once one stores the first two', async () => {
      await Promise.all(Array.from({ length: 10 }, () => stores.keys.insertFirst(key(), key())))
      const { keys } = await stores.keys.all()
      expect(keys.map(({ slot }) => slot)).toEqual(['active', 'next'])
    })

    test('a rotation moves all three at once: the next signs, the active one retires, a fresh one is next', async () => {
      const [active, next, fresh] = [key('a'), key('b'), key('c')]
      await stores.keys.insertFirst(active, next)
      expect(await stores.keys.rotate('a', 'b', fresh, rotated)).toBe(true)
      expect(await slots()).toEqual([
        ['b', 'active'],
        ['c', 'next'],
        ['a', null],
      ])
      const { keys, now } = await stores.keys.all()
      expect(keys.find(({ kid }) => kid === 'a')?.retiredAt).toBeLessThanOrEqual(now)
      expect(await open().client.auditEvent.count()).toBe(1)
    })

    test('of ten rotations of one key at once one happens, and one audit event tells it', async () => {
      await stores.keys.insertFirst(key('a'), key('b'))
      const took = await Promise.all(Array.from({ length: 10 }, () => stores.keys.rotate('a', 'b', key(), rotated)))
      expect(took.filter(Boolean)).toHaveLength(1)
      expect((await slots()).map(([, slot]) => slot)).toEqual(['active', 'next', null])
      expect(await open().client.auditEvent.count()).toBe(1)
    })

    test('retired keys go after their time; those in use stay', async () => {
      await stores.keys.insertFirst(key('a'), key('b'))
      await stores.keys.rotate('a', 'b', key('c'), rotated)
      expect(await stores.keys.purge(60_000)).toBe(0)
      expect(await stores.keys.purge(-1)).toBe(1)
      expect((await slots()).map(([kid]) => kid)).toEqual(['b', 'c'])
    })
  })

  describe('what people allowed', () => {
    const consent = (change: Partial<Consent> = {}): Consent => ({
      id: newId(),
      userId: 'mia',
      clientId: 'client',
      clientName: 'Desk agent',
      redirectHost: 'client.example',
      gatewayId: 'gateway',
      scopes: ['mcp', 'openid'],
      ...change,
    })
    const allowed = { ...entry, type: 'mcp-client.allowed' } as const

    test('is known by its digest, comes back as it was, and is the same when it is allowed again', async () => {
      const one = consent()
      await stores.consents.remember(one, allowed)
      await stores.consents.remember(one, allowed)
      expect(await stores.consents.has(one.id)).toBe(true)
      expect(await stores.consents.has('another')).toBe(false)
      expect(await stores.consents.of('mia')).toEqual([
        { ...one, createdAt: expect.any(Number), usedAt: expect.any(Number) },
      ])
      expect(await open().client.auditEvent.count()).toBe(2)
    })

    test('is forgotten for one person and one client alone', async () => {
      const [gone, ofMax, ofOther] = [consent(), consent({ userId: 'max' }), consent({ clientId: 'other' })]
      for (const one of [gone, ofMax, ofOther]) await stores.consents.remember(one, allowed)
      await stores.consents.forget('mia', 'client')
      const known = [gone, ofMax, ofOther].map(({ id }) => stores.consents.has(id))
      expect(await Promise.all(known)).toEqual([false, true, true])
    })
  })

  test('switches are absent until somebody changed one, and then as they were last written', async () => {
    expect(await stores.settings.read()).toBeUndefined()
    const changed = { ...entry, type: 'client-sign-in.changed' } as const
    const settings = { metadataDocuments: true, dynamicRegistration: false, deviceFlow: true }
    await stores.settings.write({ ...settings, deviceFlow: false }, changed)
    await stores.settings.write(settings, changed)
    expect(await stores.settings.read()).toEqual(settings)
    expect(await open().client.auditEvent.count()).toBe(2)
  })
})
