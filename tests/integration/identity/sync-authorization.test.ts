import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { describeOnBothDatabases } from '../../_support/databases.ts'
import {
  accessKey,
  admin,
  createIdentityRig,
  otherAdmin,
  startStubServer,
  type IdentityRig,
  type StubServer,
} from '../../_support/identity-rig.ts'

const refusal = expect.objectContaining({ code: 'AccessDeniedException', message: 'Invalid or expired session' })

describeOnBothDatabases('SB-16 SB-2 an authorization for a sync', (open) => {
  let stub: StubServer
  let rig: IdentityRig
  beforeAll(async () => {
    stub = await startStubServer()
    rig = createIdentityRig(open(), stub)
    await rig.setUp()
  })
  afterAll(async () => {
    await rig.identity.stop()
    await stub.close()
  })
  beforeEach(async () => {
    await rig.db.client.authorizationSession.deleteMany()
    await rig.db.client.auditEvent.deleteMany()
    for (const row of await rig.db.client.connection.findMany())
      rig.changes.publish({ kind: 'connection', keyHash: row.keyHash })
    await rig.db.client.connection.deleteMany()
    await rig.db.client.revocation.deleteMany()
    rig.ended.length = rig.grants.length = stub.posts.length = 0
  })
  const stateOf = async (sessionUri: string) => {
    const status = await rig.identity.sessions.status(sessionUri)
    const [row] = await rig.db.client.authorizationSession.findMany({ orderBy: { createdAt: 'desc' } })
    return { status, state: row?.state }
  }

  test('started in the console: only that person opens and completes it', async () => {
    const { sessionUri, sessionId } = await rig.startSync()
    expect(await rig.decide(sessionUri, 'continue')).toMatchObject({ kind: 'problem', status: 403 })
    expect(await rig.decide(sessionUri, 'continue', otherAdmin)).toMatchObject({ kind: 'problem', status: 403 })
    expect(await rig.identity.sessions.describe(sessionUri, otherAdmin)).toMatchObject({
      visitorMayContinue: false,
      starter: 'console',
      startedBy: admin.email,
    })
    const { completionUri } = await rig.consent(sessionUri, admin)
    expect(await rig.identity.sessions.completeAsConsole(admin, completionUri)).toEqual({
      ending: 'completed',
      targetName: 'notes',
      gatewayId: 'g-1',
      targetId: 'T1',
    })
    expect(await rig.identity.sessions.completeAsConsole(admin, completionUri)).toMatchObject({ ending: 'completed' })
    expect(rig.grants).toMatchObject([{ sessionId, obtainedFor: 'g-1_T1_random' }])
    expect(stub.posts).toHaveLength(1)
  })

  test('admin A starts, admin B completes: refused, burned, and the target hears of it', async () => {
    const { sessionUri, sessionId } = await rig.startSync()
    const { completionUri } = await rig.consent(sessionUri, admin)
    expect(await rig.identity.sessions.completeAsConsole(otherAdmin, completionUri)).toEqual({
      ending: 'wrong-person',
    })
    expect(await rig.identity.sessions.completeAsConsole(admin, completionUri)).toMatchObject({ ending: 'refused' })
    expect(rig.ended).toMatchObject([{ sessionId, state: 'MISMATCH' }])
    expect(stub.posts).toHaveLength(0)
  })

  test('started by an access key: completed by the exact userId, and by no other', async () => {
    const first = await rig.startSync(accessKey)
    const one = await rig.consent(first.sessionUri)
    await expect(rig.complete(one.completionUri, { userId: 'g-1_T1_other' })).rejects.toEqual(refusal)
    const second = await rig.startSync(accessKey)
    const two = await rig.consent(second.sessionUri)
    await rig.complete(two.completionUri, { userId: 'g-1_T1_random' })
    expect(rig.grants).toMatchObject([{ sessionId: second.sessionId }])
  })

  test('its token is in the outbox before the sync, no refresh token is asked for, and it dies when the sync is done', async () => {
    const { sessionUri } = await rig.startSync()
    expect((await rig.open(sessionUri, admin)).url.searchParams.get('scope')).toBe('read')
    const { completionUri } = await rig.consent(sessionUri, admin)
    await rig.identity.sessions.completeAsConsole(admin, completionUri)
    expect(await rig.db.client.revocation.count()).toBe(1)
    expect(await rig.db.client.connection.count()).toBe(0)
    stub.revoked.length = 0
    const token = rig.grants[0]?.accessToken.reveal()
    await rig.grants[0]?.done()
    expect(stub.revoked).toContain(token)
    expect(await rig.db.client.revocation.count()).toBe(0)
  })

  test('cancelled: the link is spent, and a consent under way does not land', async () => {
    const { sessionUri } = await rig.startSync()
    const { completionUri } = await rig.consent(sessionUri, admin)
    await rig.identity.sessions.cancelForTarget('T1', admin)
    expect(await rig.identity.sessions.completeAsConsole(admin, completionUri)).toMatchObject({ ending: 'refused' })
    expect(await rig.identity.sessions.pendingForTarget('T1')).toBeUndefined()
    expect(await rig.identity.sessions.historyForTarget('T1')).toMatchObject([
      { outcome: 'FAILED', startedBy: admin.email },
    ])
    expect(rig.grants).toEqual([])
  })

  test("a person's session never completes in the console, and a stranger there burns it (V1)", async () => {
    const { sessionUri } = await rig.link()
    const { completionUri } = await rig.consent(sessionUri)
    expect(await rig.identity.sessions.completeAsConsole(admin, completionUri)).toEqual({ ending: 'wrong-person' })
    expect((await stateOf(sessionUri)).state).toBe('MISMATCH')
    expect(await rig.identity.sessions.completeAsConsole(admin, sessionUri)).toEqual({ ending: 'unknown' })
  })
})
