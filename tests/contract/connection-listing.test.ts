import { beforeEach, expect, test } from 'vitest'
import { connectionKeyHash } from '../../lib/identity/vault/connection-key.ts'
import { expiringMs, type ConnectionFilter } from '../../lib/identity/vault/connection-list.store.ts'
import type { ConnectionStore } from '../../lib/identity/vault/connection.store.ts'
import { userKeyText, type UserKey } from '../../lib/kernel/principals.ts'
import { prismaConnectionStore } from '../../lib/persistence/prisma-connection-store.ts'
import { newId } from '../../lib/platform/random.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const ann: UserKey = { kind: 'jwt', iss: 'https://own/oauth', sub: 'u-ann' }
const bob: UserKey = { kind: 'jwt', iss: 'https://idp.example', sub: 'Bob_1' }
const entry = { type: 'connection.ended', actor: { kind: 'system' }, resource: 'connection/x', outcome: 'ok' } as const

describeOnBothDatabases('listing connections', (open) => {
  let store: ConnectionStore
  beforeEach(async () => {
    store = prismaConnectionStore(open())
    const { connection, endedConnection, authorizationSession, revocation } = open().client
    for (const table of [connection, endedConnection, authorizationSession, revocation])
      await (table as typeof connection).deleteMany()
  })
  interface Row {
    workloadName?: string
    providerName?: string
    expiresIn?: number
    refresh?: boolean
  }
  const keyOf = (user: UserKey, { workloadName = 'g-1', providerName = 'p' }: Row = {}) => ({
    workloadName,
    user,
    providerName,
    scopes: ['read'],
  })
  const create = async (user: UserKey, row: Row = {}) => {
    const key = keyOf(user, row)
    const { expiresIn = 3_600_000, refresh = true } = row
    const now = await open().now()
    const stored = {
      ...{ id: newId(), keyHash: connectionKeyHash(key), userText: userKeyText(user), ...key },
      ...{ extraScopes: [], grantedScopes: ['read', 'write'], accessSealed: 'sealed', obtainedAt: now },
      ...(refresh && { refreshSealed: 'sealed refresh' }),
      expiresAt: now + expiresIn,
    }
    await store.create(stored, { ...entry, type: 'connection.granted' })
    return stored
  }
  const end = (id: string) =>
    store.remove(id, 1, {
      reason: 'because',
      audit: entry,
      revocation: { id: `r-${id}`, providerSnapshot: '{}', tokensSealed: 's', reason: 'because', dueInMs: 0 },
    })
  const ask = async (user: UserKey, { state = 'CREATED', purposeKey = 'call:T1', leftMs = 60_000 } = {}) => {
    const { scopes, ...key } = keyOf(user)
    const now = await open().now()
    const id = newId()
    await open().client.authorizationSession.create({
      data: {
        ...{ id, startHash: id, startSealed: '', state, purpose: '{}', purposeKey, startedBy: '{}' },
        ...{ ...key, user: JSON.stringify(user), userText: userKeyText(user), scopes: JSON.stringify(scopes) },
        ...{ providerSnapshot: '{}', customParameters: '{}', returnUrl: '', elicitationId: id, changeId: '' },
        ...{ createdAt: BigInt(now), expiresAt: BigInt(now + leftMs) },
      },
    })
  }
  const listed = async (filter: ConnectionFilter = {}, limit = 100) =>
    (await store.list(filter, { limit })).items.map(({ keyHash, standing }) => [keyHash, standing])
  const hash = (user: UserKey, row?: Row) => connectionKeyHash(keyOf(user, row))

  test('I1 tells what is there without anything that opens it', async () => {
    const { keyHash, expiresAt, obtainedAt } = await create(ann)
    const { items } = await store.list({}, { limit: 10 })
    expect(items).toEqual([
      {
        ...{ keyHash, workloadName: 'g-1', user: ann, providerName: 'p', scopes: ['read'] },
        ...{ grantedScopes: ['read', 'write'], standing: 'ACTIVE', refreshable: true, expiresAt, obtainedAt },
        ...{ since: obtainedAt, revoking: false },
      },
    ])
    expect(JSON.stringify(items)).not.toContain('sealed')
  })

  test('MT-1 one person is listed without the other, by the whole key and not by a name that looks alike', async () => {
    await create(ann)
    await create(bob)
    await create({ kind: 'id', userId: 'u-ann' })
    expect(await listed({ userTexts: [userKeyText(ann)] })).toEqual([[hash(ann), 'ACTIVE']])
    expect(await listed({ userTexts: [] })).toEqual([])
    expect(await listed()).toHaveLength(3)
  })

  test('finds people by the beginning of subject or issuer in any case, and takes no character for a wildcard', async () => {
    await create(ann)
    await create(bob)
    expect(await listed({ whose: 'bOB_' })).toEqual([[hash(bob), 'ACTIVE']])
    expect(await listed({ whose: 'https://idp' })).toEqual([[hash(bob), 'ACTIVE']])
    for (const nobody of ['%', '_ob', 'kind', '"', "' OR 1=1 --", '\\'])
      expect(await listed({ whose: nobody })).toEqual([])
    expect(await listed({ whose: 'bob', userTexts: [userKeyText(ann)] })).toHaveLength(2)
  })

  test('filters by provider, workload and status; each status is what the view calls so', async () => {
    await create(ann, { providerName: 'other' })
    await create(bob, { workloadName: 'g-2' })
    expect(await listed({ providerName: 'other' })).toEqual([[hash(ann, { providerName: 'other' }), 'ACTIVE']])
    expect(await listed({ workloadName: 'g-2' })).toEqual([[hash(bob, { workloadName: 'g-2' }), 'ACTIVE']])
    await create(ann, { workloadName: 'soon', refresh: false, expiresIn: expiringMs / 2 })
    await create(ann, { workloadName: 'long', refresh: false, expiresIn: expiringMs * 2 })
    await create(ann, { workloadName: 'over', refresh: false, expiresIn: -1 })
    const dead = await create(ann, { workloadName: 'dead' })
    await store.needsReauth(dead.id, 1, 'revoked there', { ...entry, type: 'connection.needs-reauth' })
    const of = async (status: NonNullable<ConnectionFilter['status']>) =>
      (await store.list({ status }, { limit: 100 })).items.map(({ workloadName }) => workloadName).sort()
    expect(await of('active')).toEqual(['g-1', 'g-2', 'long'])
    expect(await of('expiring')).toEqual(['soon'])
    expect(await of('needs-sign-in')).toEqual(['dead', 'over'])
  })

  test('a consent under way is pending where there is no connection, once, and never that of a synchronization', async () => {
    await ask(ann, { purposeKey: 'sync:T1' })
    await ask(ann, { state: 'DENIED' })
    await ask(ann, { leftMs: -1 })
    expect(await listed()).toEqual([])
    await ask(ann)
    await ask(ann, { state: 'CODE_HELD' })
    expect(await listed({ status: 'pending' })).toEqual([[hash(ann), 'PENDING']])
    await create(ann)
    expect(await listed()).toEqual([[hash(ann), 'ACTIVE']])
  })

  test('what ended is told for a while, with whether the provider has confirmed; a new one takes its place', async () => {
    const first = await create(ann)
    await end(first.id)
    expect((await store.list({ status: 'revoked' }, { limit: 1 })).items).toMatchObject([
      { keyHash: first.keyHash, standing: 'ENDED', reason: 'because', revoking: true, grantedScopes: [] },
    ])
    await open().client.revocation.deleteMany()
    expect((await store.list({}, { limit: 1 })).items).toMatchObject([{ standing: 'ENDED', revoking: false }])
    const second = await create(ann)
    expect(await listed()).toEqual([[first.keyHash, 'ACTIVE']])
    await end(second.id)
    expect(await listed()).toEqual([[first.keyHash, 'ENDED']])
    await store.forgetEnded(60_000)
    expect(await listed()).toHaveLength(1)
    await store.forgetEnded(-1)
    expect(await listed()).toEqual([])
  })

  test('pages hold everything once, newest first', async () => {
    for (let number = 0; number < 7; number++) await create(ann, { workloadName: `g-${number}` })
    await ask(bob)
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await store.list({}, { limit: 3, after })
      seen.push(...page.items.map(({ keyHash }) => keyHash))
      after = page.after
    } while (after !== undefined)
    expect(seen).toEqual((await store.list({}, { limit: 100 })).items.map(({ keyHash }) => keyHash))
    expect(new Set(seen).size).toBe(8)
  })

  test('a use moves forward and never back, and is no new version', async () => {
    const { keyHash } = await create(ann)
    await store.touch([
      { keyHash, at: 5_000 },
      { keyHash: 'gone', at: 6_000 },
    ])
    await store.touch([{ keyHash, at: 4_000 }])
    expect((await store.list({}, { limit: 1 })).items).toMatchObject([{ lastUsedAt: 5_000 }])
    expect(await store.findByKey(keyHash)).toMatchObject({ version: 1 })
  })

  test('owners are found by the beginning of their text', async () => {
    await create(ann)
    await create(ann, { workloadName: 'g-2' })
    await create(bob)
    expect(await store.owners(userKeyText({ ...ann, sub: '' }).slice(0, -2))).toEqual([ann])
    expect(await store.ofUser(userKeyText(ann))).toHaveLength(2)
  })
})
