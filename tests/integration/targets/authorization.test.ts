import { describe, expect, test } from 'vitest'
import { Secret } from '../../../lib/kernel/secret.ts'
import {
  admin,
  listen,
  mcpListing,
  script,
  startRooms,
  tool,
  upTo,
  withConsent,
  withSchema,
  type Rooms,
} from './harness.ts'

/** A server that lists tools for whoever carries `token`, and tells what it was shown. */
async function guarded(tools: () => object[] = () => [tool('a')]) {
  const seen: (string | undefined)[] = []
  const endpoint = await mcpListing((_cursor, request) => {
    seen.push(request.headers.authorization)
    return request.headers.authorization === 'Bearer token'
      ? { result: { tools: tools() } }
      : { error: { code: -32001, message: 'no' } }
  })
  return { endpoint, seen }
}

const consented = async (rooms: Rooms, endpoint: string, name?: string) => {
  const target = await rooms.targets.create(admin, rooms.gateway.id, withConsent(endpoint, name))
  await rooms.grant(target)
  return rooms.settled(target)
}

describe('a target behind OAuth', () => {
  test('create answers the link and the user; the consent is used for one sync and given back', async () => {
    const { endpoint, seen } = await guarded()
    const rooms = await startRooms()
    const target = await rooms.targets.create(admin, rooms.gateway.id, withConsent(endpoint))
    expect(target.status).toBe('CREATE_PENDING_AUTH')
    const view = await rooms.targets.present(target)
    expect(view.authorizationData?.oauth2.userId).toMatch(new RegExp(`^${rooms.gateway.id}_${target.id}_[a-z0-9]+$`))
    expect(view.authorizationData?.oauth2.authorizationUrl).toContain('/api/identities/oauth2/authorize?request_uri=')
    expect(rooms.started[0]).toMatchObject({ resource: endpoint, providerName: 'kit', workloadName: rooms.gateway.id })
    await rooms.grant(target)
    expect(await rooms.settled(target)).toMatchObject({ status: 'READY' })
    expect(seen).toEqual(['Bearer token'])
    expect((await rooms.targets.present(await rooms.settled(target))).authorizationData).toBeUndefined()
  })

  test('a console person comes back to our own page, a script to the page of the target', async () => {
    const { endpoint } = await guarded()
    const rooms = await startRooms()
    const input = withConsent(endpoint)
    const oauth = input.credentialProviderConfigurations[0]?.credentialProvider.oauthCredentialProvider
    Object.assign(oauth ?? {}, { defaultReturnUrl: 'http://localhost:8080/callback' })
    await rooms.targets.create(admin, rooms.gateway.id, input)
    await rooms.targets.create(script, rooms.gateway.id, { ...input, name: 'u' })
    expect(rooms.started.map((session) => session.returnUrl)).toEqual([
      'http://localhost:3000/return',
      'http://localhost:8080/callback',
    ])
  })

  test('update and synchronize each ask for a fresh consent of another user', async () => {
    const { endpoint } = await guarded()
    const rooms = await startRooms()
    const target = await consented(rooms, endpoint)
    const synchronizing = await rooms.targets.synchronize(admin, rooms.gateway.id, target.id)
    expect(synchronizing.status).toBe('SYNCHRONIZE_PENDING_AUTH')
    await rooms.grant(synchronizing)
    await rooms.settled(target)
    const updating = await rooms.targets.update(admin, rooms.gateway.id, target.id, withConsent(endpoint))
    expect(updating.status).toBe('UPDATE_PENDING_AUTH')
    await rooms.grant(updating)
    expect((await rooms.settled(target)).status).toBe('READY')
    expect(new Set(rooms.started.map((session) => session.userId)).size).toBe(3)
  })

  test.each([
    ['EXPIRED', /timed out/],
    ['DENIED', /refused at the provider/],
    ['MISMATCH', /somebody else/],
    ['FAILED', /failed/],
  ] as const)('an authorization that ended %s ends the waiting with a reason', async (state, reason) => {
    const { endpoint } = await guarded()
    const rooms = await startRooms()
    const target = await rooms.targets.create(admin, rooms.gateway.id, withConsent(endpoint))
    await rooms.targets.authorizationEnded(rooms.purposeOf(target), { sessionId: target.sessionId ?? '', state })
    expect(await rooms.settled(target)).toMatchObject({
      status: 'FAILED',
      statusReasons: [expect.stringMatching(reason)],
    })
  })

  test('the old catalogue serves when a fresh consent does not come', async () => {
    const { endpoint } = await guarded()
    const rooms = await startRooms()
    const target = await consented(rooms, endpoint)
    const pending = await rooms.targets.synchronize(admin, rooms.gateway.id, target.id)
    await rooms.targets.authorizationEnded(rooms.purposeOf(target), {
      sessionId: pending.sessionId ?? '',
      state: 'DENIED',
    })
    expect((await rooms.settled(target)).status).toBe('SYNCHRONIZE_UNSUCCESSFUL')
    expect((await rooms.targets.serving(rooms.gateway.id))[0]?.tools).toHaveLength(1)
  })

  test('an earlier link means nothing once there is a newer one', async () => {
    const { endpoint, seen } = await guarded()
    const rooms = await startRooms()
    const first = await rooms.targets.create(admin, rooms.gateway.id, withConsent(endpoint))
    const second = await rooms.targets.renewAuthorization(script, rooms.gateway.id, first.id)
    expect(second.status).toBe('CREATE_PENDING_AUTH')
    expect(second.sessionId).not.toBe(first.sessionId)
    let givenBack = false
    await rooms.targets.grantArrived(rooms.purposeOf(first), {
      ...{ sessionId: first.sessionId ?? '', accessToken: new Secret('token') },
      done: async () => void (givenBack = true),
    })
    await rooms.targets.authorizationEnded(rooms.purposeOf(first), {
      sessionId: first.sessionId ?? '',
      state: 'EXPIRED',
    })
    expect(givenBack).toBe(true)
    expect(seen).toEqual([])
    expect((await rooms.targets.get(rooms.gateway.id, first.id)).status).toBe('CREATE_PENDING_AUTH')
  })

  test('a pending target can be cancelled, synchronized again, updated and deleted', async () => {
    const { endpoint } = await guarded()
    const rooms = await startRooms()
    const { id } = await rooms.targets.create(admin, rooms.gateway.id, withConsent(endpoint))
    const cancelled = await rooms.targets.cancelAuthorization(admin, rooms.gateway.id, id)
    expect(cancelled).toMatchObject({
      status: 'FAILED',
      statusReasons: [expect.stringContaining('admin@example.com cancelled')],
    })
    expect(rooms.pending.size).toBe(0)
    expect((await rooms.targets.synchronize(admin, rooms.gateway.id, id)).status).toBe('SYNCHRONIZE_PENDING_AUTH')
    const schema = withSchema(endpoint, JSON.stringify({ tools: [tool('x')] }))
    expect((await rooms.targets.update(admin, rooms.gateway.id, id, schema)).status).toBe('READY')
    expect(rooms.pending.size).toBe(0)
    await rooms.targets.update(admin, rooms.gateway.id, id, withConsent(endpoint))
    expect((await rooms.targets.remove(admin, rooms.gateway.id, id)).status).toBe('DELETING')
    await expect(rooms.targets.get(rooms.gateway.id, id)).rejects.toThrow(/was not found/)
    expect((await rooms.gateways.remove(admin, rooms.gateway.id)).status).toBe('DELETING')
  })

  test('a token that the server refuses fails the target and is given back all the same', async () => {
    const rooms = await startRooms()
    const target = await rooms.targets.create(
      admin,
      rooms.gateway.id,
      withConsent(await listen((_, r) => r.writeHead(401).end())),
    )
    await rooms.grant(target, 'canary-token')
    const failed = await rooms.settled(target)
    expect(failed).toMatchObject({ status: 'FAILED', statusReasons: [expect.stringContaining('401')] })
    const rows = await rooms.db.client.auditEvent.findMany()
    expect(JSON.stringify([failed, rows.map((row) => row.detail), await rooms.targets.runs(target.id)])).not.toContain(
      'canary',
    )
  })

  test('a provider that cannot be asked leaves a target that can be tried again', async () => {
    const { endpoint } = await guarded()
    const rooms = await startRooms()
    const { startSync } = rooms.sessions
    rooms.sessions.startSync = () => Promise.reject(new Error('secret detail'))
    const target = await rooms.targets.create(admin, rooms.gateway.id, withConsent(endpoint))
    expect(target.status).toBe('FAILED')
    expect(target.statusReasons.join()).toMatch(/could not be started/)
    expect(target.statusReasons.join()).not.toContain('secret detail')
    rooms.sessions.startSync = startSync
    expect((await rooms.targets.synchronize(admin, rooms.gateway.id, target.id)).status).toBe(
      'SYNCHRONIZE_PENDING_AUTH',
    )
  })
})

describe('what a crash leaves behind', () => {
  test('F-01 the same client token answers the same target, other input is refused', async () => {
    const rooms = await startRooms()
    const endpoint = await mcpListing(() => ({ result: { tools: [tool('a')] } }))
    const token = 'a'.repeat(36)
    const [first, second] = await Promise.all([
      rooms.targets.create(admin, rooms.gateway.id, upTo(endpoint), token),
      rooms.targets.create(admin, rooms.gateway.id, upTo(endpoint), token),
    ])
    expect(second.id).toBe(first.id)
    await expect(rooms.targets.create(admin, rooms.gateway.id, upTo(endpoint, 'other'), token)).rejects.toMatchObject({
      ...{ code: 'ValidationException', reason: 'IdempotentParameterMismatchException' },
    })
  })

  test.each(['sync.before-fetch', 'sync.mid-pagination', 'catalogue.before-write'])(
    'F-02 work lost at %s is ended by the reaper; the old catalogue serves, and a retry succeeds',
    async (point) => {
      let lose = false
      let wake: (error: Error) => void = () => undefined
      const stopped = new Promise<void>((_, reject) => (wake = reject))
      let arrive: () => void = () => undefined
      const arrived = new Promise<void>((resolve) => (arrive = resolve))
      const rooms = await startRooms({
        faultPoint: async (name) => {
          if (!lose || name !== point) return
          arrive()
          await stopped
        },
      })
      const endpoint = await mcpListing((at) => ({
        result: { tools: [tool(at ? 'b' : 'a')], ...(!at && { nextCursor: '1' }) },
      }))
      const created = await rooms.targets.create(admin, rooms.gateway.id, upTo(endpoint))
      expect((await rooms.settled(created)).status).toBe('READY')
      lose = true
      // What a killed process would have left: the work never comes back, the row says SYNCHRONIZING.
      await rooms.targets.synchronize(admin, rooms.gateway.id, created.id)
      await arrived
      await rooms.db.raw('UPDATE "Target" SET "dueAt" = 1')
      await rooms.targets.reap()
      const lost = await rooms.targets.get(rooms.gateway.id, created.id)
      expect(lost).toMatchObject({
        status: 'SYNCHRONIZE_UNSUCCESSFUL',
        statusReasons: [expect.stringContaining('broke off')],
      })
      expect((await rooms.targets.serving(rooms.gateway.id))[0]?.tools).toHaveLength(2)
      expect(await rooms.db.client.catalogueVersion.count()).toBe(1)
      lose = false
      const again = await rooms.targets.synchronize(admin, rooms.gateway.id, created.id)
      expect(again.status).toBe('SYNCHRONIZING')
      await expect
        .poll(async () => (await rooms.targets.get(rooms.gateway.id, created.id)).status, { timeout: 60_000 })
        .toBe('READY')
      // Should the work come back after all, it is too late to change anything.
      wake(new Error('late'))
      expect((await rooms.settled(created)).status).toBe('READY')
    },
  )

  test('F-01 a consent that nobody completes in time fails the target with the reason', async () => {
    const { endpoint } = await guarded()
    const rooms = await startRooms()
    const target = await rooms.targets.create(admin, rooms.gateway.id, withConsent(endpoint))
    await rooms.targets.reap()
    expect((await rooms.targets.get(rooms.gateway.id, target.id)).status).toBe('CREATE_PENDING_AUTH')
    await rooms.db.raw('UPDATE "Target" SET "dueAt" = 1')
    await rooms.targets.reap()
    expect(await rooms.settled(target)).toMatchObject({
      status: 'FAILED',
      statusReasons: [expect.stringContaining('timed out')],
    })
  })

  test('a session that ended unheard ends its target’s waiting after a moment of grace', async () => {
    const { endpoint } = await guarded()
    const rooms = await startRooms()
    const target = await rooms.targets.create(admin, rooms.gateway.id, withConsent(endpoint))
    rooms.pending.clear()
    await rooms.targets.reap()
    expect((await rooms.settled(target)).status).toBe('CREATE_PENDING_AUTH')
    rooms.time.skewMs = 60_000
    await rooms.targets.reap()
    expect((await rooms.settled(target)).status).toBe('FAILED')
  })
})
