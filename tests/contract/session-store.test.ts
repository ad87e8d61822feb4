import { beforeEach, describe, expect, test } from 'vitest'
import type { AuditEventType } from '../../lib/audit/index.ts'
import { prismaSessionStore } from '../../lib/persistence/prisma-session-store.ts'
import type { NewSession, SessionStore } from '../../lib/identity/sessions/session.store.ts'
import { newId, randomToken } from '../../lib/platform/random.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const limits = { lifetimeMs: 600_000, pendingPerUser: 20, pendingInAll: 10_000 }
const actor = { kind: 'system' } as const
const entry = (type: AuditEventType) => ({ type, actor, resource: 'authorization/x', outcome: 'ok' }) as const

function session(change: Partial<NewSession> = {}): NewSession {
  return {
    id: newId(),
    startHash: randomToken(),
    startSealed: 'sealed',
    purpose: { kind: 'sync', gatewayId: 'g-1', gatewayName: 'g', targetId: 'T1', targetName: 't' },
    purposeKey: 'sync:T1',
    workloadName: 'g-1',
    user: { kind: 'id', userId: 'u' },
    userText: '2:id1:u',
    startedBy: actor,
    providerName: 'p',
    provider: {
      providerName: 'p',
      providerVersion: 1,
      vendor: 'CustomOauth2',
      callbackId: 'c',
      clientId: 'id',
      authMethod: 'none',
      server: { issuer: 'i', authorizationEndpoint: 'a', tokenEndpoint: 't', issParameter: false },
      sendResource: true,
    },
    scopes: ['read'],
    extraScopes: [],
    customParameters: { audience: 'x' },
    returnUrl: 'https://app.example/done',
    elicitationId: newId(),
    ...change,
  }
}

describeOnBothDatabases('authorization session store', (open) => {
  let store: SessionStore
  beforeEach(async () => {
    store = prismaSessionStore(open())
    await open().client.authorizationSession.deleteMany()
    await open().client.auditEvent.deleteMany()
  })
  const stored = async (change: Partial<NewSession> = {}, lifetimeMs = limits.lifetimeMs) => {
    const one = session(change)
    expect(await store.insert(one, { ...limits, lifetimeMs }, entry('authorization.started'))).toBe(true)
    return one.id
  }
  const held = async () => {
    const id = await stored()
    await store.move(id, {
      from: ['CREATED'],
      to: 'OPENED',
      when: 'alive',
      set: { stateHash: randomToken(), cookieHash: 'c', verifierSealed: 'v' },
    })
    const completionHash = randomToken()
    await store.move(id, {
      from: ['OPENED'],
      to: 'CODE_HELD',
      when: 'alive',
      set: { codeSealed: 'code', completionHash },
    })
    return { id, completionHash }
  }

  test('a session comes back as it was stored, found by each of its hashes', async () => {
    const one = session({ resource: 'https://mcp.example/mcp', customState: 'sealed state' })
    await store.insert(one, limits, entry('authorization.started'))
    const { purposeKey: _, userText: __, ...fields } = one
    expect(await store.find(one.id)).toMatchObject({ ...fields, state: 'CREATED', expired: false })
    expect((await store.findByStart(one.startHash))?.id).toBe(one.id)
    await store.move(one.id, { from: ['CREATED'], to: 'OPENED', when: 'alive', set: { stateHash: 'sh' } })
    expect((await store.findByState('sh'))?.id).toBe(one.id)
    expect(await store.findByCompletion('sh')).toBeUndefined()
    expect(await open().client.auditEvent.count()).toBe(1)
  })

  test('SB-7 of fifty claims at once one wins, and one audit row says so', async () => {
    const { id, completionHash } = await held()
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        store.move(id, {
          from: ['CODE_HELD'],
          to: 'COMPLETING',
          when: 'alive',
          where: { completionHash },
          set: { proofHash: `proof ${n}` },
          claimMs: 30_000,
          audit: entry('authorization.completed'),
        }),
      ),
    )
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await store.find(id)).toMatchObject({ state: 'COMPLETING', proofHash: `proof ${claims.indexOf(true)}` })
    expect(await open().client.auditEvent.count({ where: { type: 'authorization.completed' } })).toBe(1)
  })

  test('SB-6 burning and completing at once: one of them, never both', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await held()
      const [burnt, claimed] = await Promise.all([
        store.move(id, { from: ['CODE_HELD'], to: 'MISMATCH', when: 'alive' }),
        store.move(id, { from: ['CODE_HELD'], to: 'COMPLETING', when: 'alive', claimMs: 1000 }),
      ])
      expect([burnt, claimed].filter(Boolean)).toHaveLength(1)
    }
  })

  test('SB-6 a final state stays, and has forgotten code, verifier and cookie', async () => {
    for (const to of ['MISMATCH', 'FAILED', 'EXPIRED'] as const) {
      const { id } = await held()
      expect(await store.move(id, { from: ['CODE_HELD'], to, when: 'always' })).toBe(true)
      const end = await store.find(id)
      expect(end).toMatchObject({ state: to })
      expect([end?.codeSealed, end?.verifierSealed, end?.cookieHash]).toEqual([undefined, undefined, undefined])
      expect(end?.endedAt).toBeGreaterThan(0)
      expect(await store.move(id, { from: ['CODE_HELD', 'OPENED', 'CREATED'], to: 'COMPLETING', when: 'always' })).toBe(
        false,
      )
    }
  })

  test('a condition on the state hash makes an older opening lose', async () => {
    const id = await stored()
    await store.move(id, { from: ['CREATED'], to: 'OPENED', when: 'alive', set: { stateHash: 'first' } })
    await store.move(id, { from: ['OPENED'], to: 'OPENED', when: 'alive', set: { stateHash: 'second' } })
    const hold = (stateHash: string) =>
      store.move(id, {
        from: ['OPENED'],
        to: 'CODE_HELD',
        when: 'alive',
        where: { stateHash },
        set: { completionHash: 'done' },
      })
    expect(await hold('first')).toBe(false)
    expect(await hold('second')).toBe(true)
  })

  describe('SB-8 the clock of the database decides', () => {
    test('a session that is over goes nowhere but to its end', async () => {
      const id = await stored({}, -1)
      expect(await store.find(id)).toMatchObject({ expired: true })
      expect(await store.move(id, { from: ['CREATED'], to: 'OPENED', when: 'alive' })).toBe(false)
      expect((await store.overdue(10)).map((one) => one.id)).toEqual([id])
      expect(await store.move(id, { from: ['CREATED'], to: 'EXPIRED', when: 'overdue' })).toBe(true)
      expect(await store.overdue(10)).toEqual([])
    })
    test('a live one is not swept, an exchange only when its claim is over', async () => {
      await stored()
      expect(await store.overdue(10)).toEqual([])
      const { id } = await held()
      await store.move(id, { from: ['CODE_HELD'], to: 'COMPLETING', when: 'alive', claimMs: 60_000 })
      expect(await store.move(id, { from: ['COMPLETING'], to: 'FAILED', when: 'overdue' })).toBe(false)
      const { id: dead } = await held()
      await store.move(dead, { from: ['CODE_HELD'], to: 'COMPLETING', when: 'alive', claimMs: -1 })
      expect((await store.overdue(10)).map((one) => one.id)).toEqual([dead])
      expect(await store.move(dead, { from: ['COMPLETING'], to: 'FAILED', when: 'overdue' })).toBe(true)
    })
  })

  test('SB-15 a person has at most so many open, and others are not touched by it', async () => {
    const few = { ...limits, pendingPerUser: 2 }
    const insert = (userText: string) => store.insert(session({ userText }), few, entry('authorization.started'))
    expect([await insert('a'), await insert('a'), await insert('a'), await insert('b')]).toEqual([
      true,
      true,
      false,
      true,
    ])
    expect(await open().client.auditEvent.count()).toBe(3)
    expect(
      await store.insert(session({ userText: 'c' }), { ...limits, pendingInAll: 3 }, entry('authorization.started')),
    ).toBe(false)
  })

  test('a pending link is found again for the same request only', async () => {
    const id = await stored()
    const like = {
      workloadName: 'g-1',
      userText: '2:id1:u',
      providerName: 'p',
      purposeKey: 'sync:T1',
      returnUrl: 'https://app.example/done',
    }
    expect((await store.pendingLike(like, 60_000)).map((one) => one.id)).toEqual([id])
    expect(await store.pendingLike({ ...like, returnUrl: 'https://app.example/other' }, 60_000)).toEqual([])
    expect(await store.pendingLike({ ...like, userText: '2:id1:v' }, 60_000)).toEqual([])
    expect(await store.pendingLike(like, limits.lifetimeMs)).toEqual([])
    expect((await store.ofPurpose('sync:T1', 5)).map((one) => one.id)).toEqual([id])
    expect(await store.openedLike(like)).toEqual([])
    await store.move(id, { from: ['CREATED'], to: 'OPENED', when: 'alive', set: { extraScopes: ['admin'] } })
    expect(await store.openedLike(like)).toMatchObject([{ id, extraScopes: ['admin'], scopes: ['read'] }])
    expect(await store.openedLike({ ...like, userText: '2:id1:v' })).toEqual([])
    await store.move(id, { from: ['OPENED'], to: 'CODE_HELD', when: 'alive' })
    await store.move(id, { from: ['CODE_HELD'], to: 'COMPLETING', when: 'alive', claimMs: 1000 })
    expect((await store.openedLike(like)).map((one) => one.state)).toEqual(['COMPLETING'])
    await store.move(id, { from: ['COMPLETING'], to: 'DONE', when: 'always' })
    expect(await store.openedLike(like)).toEqual([])
  })

  test('how far consents are is read for many at once, by the database’s clock', async () => {
    const [alive, over] = [newId(), newId()]
    await stored({ elicitationId: alive })
    await stored({ elicitationId: over }, -1)
    const found = await store.standing([alive, over, newId()])
    expect(found.sort((a, b) => Number(a.expired) - Number(b.expired))).toEqual([
      { elicitationId: alive, state: 'CREATED', expired: false },
      { elicitationId: over, state: 'CREATED', expired: true },
    ])
    expect(await store.standing([])).toEqual([])
  })
})
