import { beforeEach, describe, expect, test } from 'vitest'
import type { ArtifactStore, NewArtifact } from '../../lib/authz-server/storage/artifact.store.ts'
import { prismaArtifactStore } from '../../lib/persistence/prisma-artifact-store.ts'
import { openDatabase } from '../../lib/platform/db/index.ts'
import { newId } from '../../lib/platform/random.ts'
import { describeOnBothDatabases, silent } from '../_support/databases.ts'

const minute = 60_000

describeOnBothDatabases('artifact store', (open) => {
  let store: ArtifactStore
  beforeEach(async () => {
    store = prismaArtifactStore(open())
    await open().client.authzArtifact.deleteMany()
  })
  const stored = async (change: Partial<NewArtifact> = {}): Promise<string> => {
    const id = newId()
    await store.upsert({ id, model: 'AuthorizationCode', payloadSealed: 'sealed', keepExisting: false, ...change })
    return change.id ?? id
  }

  test('what was stored is found, by its uid and user code in its model alone, and is changed by the next store', async () => {
    const id = await stored({ model: 'DeviceCode', uid: 'uid', userCode: 'code', lifetimeMs: minute })
    const row = { id, payloadSealed: 'sealed', consumed: false }
    expect(await store.find(id, 0)).toEqual(row)
    expect(await store.findBy('uid', 'DeviceCode', 'uid')).toEqual(row)
    expect(await store.findBy('userCode', 'DeviceCode', 'code')).toEqual(row)
    expect(await store.findBy('uid', 'Session', 'uid')).toBeUndefined()
    await stored({ id, payloadSealed: 'anew' })
    expect(await store.find(id, 0)).toMatchObject({ payloadSealed: 'anew' })
  })

  test('what is to stay stays as it was first stored', async () => {
    const id = await stored({ model: 'RefreshToken', keepExisting: true })
    await stored({ id, model: 'RefreshToken', payloadSealed: 'another', keepExisting: true })
    expect(await store.find(id, 0)).toMatchObject({ payloadSealed: 'sealed' })
  })

  test('what has expired is not found, not consumed, not live, and goes with the next purge', async () => {
    const over = await stored({ model: 'Grant', uid: 'over', accountId: 'mia', clientId: 'c', lifetimeMs: -1 })
    const endless = await stored()
    expect(await store.find(over, minute)).toBeUndefined()
    expect(await store.findBy('uid', 'Grant', 'over')).toBeUndefined()
    expect(await store.consume(over, minute)).toBe(false)
    expect(await store.liveGrant(over)).toBeUndefined()
    expect(await store.grants()).toEqual([])
    expect(await store.purge()).toBe(1)
    expect(await store.liveGrant(endless)).toEqual({})
  })

  test('AS-3 of forty who consume at once, on two connections, one does', async () => {
    await using second = await openDatabase(open.source, silent)
    const other = prismaArtifactStore(second)
    const id = await stored({ lifetimeMs: minute })
    const took = await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? store : other).consume(id, 0)))
    expect(took.filter(Boolean)).toHaveLength(1)
    expect(await store.find(id, 0)).toMatchObject({ consumed: true })
  })

  describe('AS-4 with a grace', () => {
    test('the same may be consumed again within it, and counts as unused meanwhile', async () => {
      const id = await stored({ model: 'RefreshToken', successorId: newId() })
      expect([await store.consume(id, minute), await store.consume(id, minute)]).toEqual([true, true])
      expect(await store.find(id, minute)).toMatchObject({ consumed: false })
      expect(await store.consume(id, 0)).toBe(false)
      expect(await store.find(id, 0)).toMatchObject({ consumed: true })
    })

    test('it ends with the first use of the successor', async () => {
      const successorId = await stored({ model: 'RefreshToken' })
      const id = await stored({ model: 'RefreshToken', successorId })
      await store.consume(id, minute)
      expect(await store.consume(id, minute)).toBe(true)
      expect(await store.consume(successorId, minute)).toBe(true)
      expect(await store.consume(id, minute)).toBe(false)
      expect(await store.find(id, minute)).toMatchObject({ consumed: true })
    })
  })

  describe('what anybody may have stored is bounded', () => {
    const bounds = (openedFrom: string) => ({ openedFrom, perNetwork: 3, inAll: 5 })
    let second = 0
    const from = async (network: string) => {
      const id = await stored({ model: 'Interaction', lifetimeMs: minute, bounds: bounds(network) })
      await open().raw(`UPDATE "AuthzArtifact" SET "createdAt" = CAST(? AS BIGINT) WHERE "id" = ?`, ++second, id)
      return id
    }
    const alive = async (ids: string[]) =>
      await Promise.all(ids.map(async (id) => (await store.liveGrant(id)) !== undefined))

    test('beyond a network’s share its own oldest gives way', async () => {
      const ids = [await from('a'), await from('a'), await from('a'), await from('b'), await from('a')]
      expect(await alive(ids)).toEqual([false, true, true, true, true])
    })

    test('beyond what is kept in all, the oldest from where the most come gives way', async () => {
      const ids = [await from('b'), await from('a'), await from('c'), await from('a'), await from('d'), await from('e')]
      expect(await alive(ids)).toEqual([true, false, true, true, true, true])
    })

    test('what a person stands behind gives way to nothing, and what was there already makes nothing give way', async () => {
      const first = await from('a')
      await store.vouchFor(first)
      const ids = [await from('a'), await from('a'), await from('a')]
      await store.upsert({
        id: ids[2] ?? '',
        model: 'Interaction',
        payloadSealed: 's',
        keepExisting: false,
        bounds: bounds('a'),
      })
      expect(await alive([first, ...ids])).toEqual([true, true, true, true])
      await from('a')
      expect(await alive([first, ...ids])).toEqual([true, false, true, true])
    })

    test('what has expired is gone before anything else has to go', async () => {
      const over = await stored({ model: 'Interaction', lifetimeMs: -1, bounds: bounds('a') })
      const ids = [await from('a'), await from('a'), await from('a')]
      expect(await alive(ids)).toEqual([true, true, true])
      expect(await open().client.authzArtifact.count({ where: { id: over } })).toBe(0)
    })
  })

  test('AS-15 grants are listed newest first, one person’s or everybody’s, and end with their row', async () => {
    const grant = (accountId: string) => stored({ model: 'Grant', accountId, clientId: 'client', lifetimeMs: minute })
    const [mia, max] = [await grant('mia'), await grant('max')]
    await stored({ model: 'AccessToken', accountId: 'mia', clientId: 'client' })
    expect((await store.grants('mia')).map(({ id }) => id)).toEqual([mia])
    expect((await store.grants()).map(({ id }) => id).sort()).toEqual([mia, max].sort())
    const [held] = await store.grants('max')
    expect(held).toMatchObject({ id: max, clientId: 'client', accountId: 'max', createdAt: expect.any(Number) })
    await store.remove(mia)
    expect(await store.liveGrant(mia)).toBeUndefined()
    expect(await store.liveGrant(max)).toEqual({})
  })

  test('a grant knows the provider that its person signed in with, while that and his account there are here', async () => {
    const { signInProvider, signInLink } = open().client
    const made = { createdAt: 0, changeId: '' }
    const settings = { kind: 'oidc', clientId: 'c', secretSealed: 's', scopes: 'openid', whoMayJoin: 'invited' }
    const provider = { id: 'company', name: 'Company', issuer: 'https://id.example', ...settings }
    await signInProvider.create({ data: { ...provider, ...made, updatedAt: 0 } })
    await signInLink.create({
      data: { id: 'link', userId: 'mia', iss: provider.issuer, sub: 'm', label: 'm', ...made },
    })
    const [mia, max] = [
      await stored({ model: 'Grant', accountId: 'mia' }),
      await stored({ model: 'Grant', accountId: 'max' }),
    ]
    expect(await store.liveGrant(mia)).toEqual({})
    await store.keepSignIn(mia, 'link')
    await store.keepSignIn(max, 'link')
    expect(await store.liveGrant(mia)).toEqual({ signInProviderId: 'company' })
    expect(await store.liveGrant(max)).toEqual({})
    await stored({ id: mia, model: 'Grant', accountId: 'mia', payloadSealed: 'saved again' })
    expect(await store.liveGrant(mia)).toEqual({ signInProviderId: 'company' })
    await signInProvider.update({ where: { id: 'company' }, data: { enabled: false } })
    expect(await store.liveGrant(mia)).toEqual({})
    await signInProvider.update({ where: { id: 'company' }, data: { enabled: true } })
    await signInLink.deleteMany()
    expect(await store.liveGrant(mia)).toEqual({})
    await signInProvider.deleteMany()
  })

  test('of a grant, what is of one model goes, and nothing else', async () => {
    const token = await stored({ model: 'RefreshToken', grantId: 'one' })
    const code = await stored({ grantId: 'one' })
    const foreign = await stored({ model: 'RefreshToken', grantId: 'two' })
    await store.removeOfGrant('RefreshToken', 'one')
    expect(await Promise.all([token, code, foreign].map((id) => store.liveGrant(id)))).toEqual([undefined, {}, {}])
  })
})
