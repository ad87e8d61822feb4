import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { userKeyText } from '../../../lib/kernel/principals.ts'
import { describeOnBothDatabases } from '../../_support/databases.ts'
import {
  admin,
  createIdentityRig,
  otherAdmin,
  startStubServer,
  type IdentityRig,
  type StubServer,
} from '../../_support/identity-rig.ts'

const issuer = 'http://localhost:3000/oauth'
const userOf = ({ userId }: { userId: string }) => ({ kind: 'jwt', iss: issuer, sub: userId }) as const

describeOnBothDatabases('my connections', (open) => {
  let stub: StubServer
  let rig: IdentityRig
  beforeAll(async () => void (stub = await startStubServer()))
  afterAll(() => stub.close())
  beforeEach(async () => {
    const db = open()
    await db.client.connection.deleteMany()
    await db.client.endedConnection.deleteMany()
    await db.client.authorizationSession.deleteMany()
    await db.client.revocation.deleteMany()
    await db.client.credentialProvider.deleteMany()
    await db.client.auditEvent.deleteMany()
    stub.revoked.length = 0
    rig = createIdentityRig(db, stub)
    await rig.setUp()
    const target = { gatewayId: 'g-1', gatewayName: 'g', providerName: 'acme', endpoint: 'http://localhost:9000/mcp' }
    rig.consentTargets.push(
      { ...target, ownSignIn: true, targetId: 'T1', targetName: 'notes', scopes: ['read'] },
      { ...target, ownSignIn: true, targetId: 'T2', targetName: 'mail', scopes: ['read'] },
      { ...target, ownSignIn: true, targetId: 'T3', targetName: 'files', scopes: ['files'] },
      { ...target, ownSignIn: false, gatewayId: 'g-2', targetId: 'T4', targetName: 'foreign', scopes: ['read'] },
    )
  })

  const mine = async (person: typeof admin | typeof otherAdmin = admin) =>
    (await rig.identity.connections.list(person, { limit: 100 })).items
  const of = async (target: string, person: typeof admin | typeof otherAdmin = admin) => {
    const found = (await mine(person)).find(({ targets }) => targets.some(({ name }) => name === target))
    if (!found) throw new Error(`no place for ${target}`)
    return found
  }
  const connect = async (person: typeof admin | typeof otherAdmin = admin) => {
    const { connectionId } = await of('notes', person)
    const { authorizationUrl } = await rig.identity.connections.connect(person, connectionId)
    const startUri = new URL(authorizationUrl).searchParams.get('request_uri') ?? ''
    const { completionUri } = await rig.consent(startUri, person)
    const ending = await rig.identity.sessions.completeAsConsole(person, completionUri)
    return { connectionId, startUri, ending }
  }
  const obtain = (person: typeof admin | typeof otherAdmin = admin) => {
    const user = userOf(person)
    return rig.identity.resourceTokens.obtain({ ...rig.callRequest(), user, startedBy: { kind: 'user', user } })
  }

  test('tells what could be connected, of gateways with the built-in sign-in, one entry for what is shared', async () => {
    expect((await mine()).map(({ targets, status }) => [targets.map(({ name }) => name), status])).toEqual([
      [['files'], 'not-connected'],
      [['notes', 'mail'], 'not-connected'],
    ])
    const pages = []
    for (let after: string | undefined, more = true; more;) {
      const page = await rig.identity.connections.list(admin, { limit: 1, after })
      pages.push(...page.items)
      after = page.after
      more = after !== undefined
    }
    expect(pages).toEqual(await mine())
  })

  test('SB-2 connected before a tool asks: pending, then active, then served to the very principal of the sign-in', async () => {
    const { connectionId } = await of('notes')
    const { authorizationUrl } = await rig.identity.connections.connect(admin, connectionId)
    expect(await of('notes')).toMatchObject({ connectionId, status: 'pending' })
    const again = await rig.identity.connections.connect(admin, connectionId)
    expect(again.authorizationUrl).toBe(authorizationUrl)
    const startUri = new URL(authorizationUrl).searchParams.get('request_uri') ?? ''
    expect(await rig.identity.sessions.describe(startUri, otherAdmin)).toMatchObject({
      visitorMayContinue: false,
      purpose: 'connect',
    })
    expect(await rig.decide(startUri, 'continue', otherAdmin)).toMatchObject({ kind: 'problem', status: 403 })
    const { ending } = await connect()
    expect(ending).toEqual({ ending: 'completed', targetName: 'notes', from: 'connections' })
    expect(await of('notes')).toMatchObject({ connectionId, status: 'active', scopes: ['read', 'offline_access'] })
    expect(await obtain()).toMatchObject({ kind: 'token' })
    expect(await obtain(otherAdmin)).toMatchObject({ kind: 'consent' })
  })

  test('V1 a link of mine that another person finishes burns, and nobody has a connection', async () => {
    const { connectionId } = await of('notes')
    const { authorizationUrl } = await rig.identity.connections.connect(admin, connectionId)
    const { completionUri } = await rig.consent(new URL(authorizationUrl).searchParams.get('request_uri') ?? '', admin)
    expect(await rig.identity.sessions.completeAsConsole(otherAdmin, completionUri)).toEqual({ ending: 'wrong-person' })
    expect(await of('notes')).toMatchObject({ status: 'not-connected' })
    expect(await of('notes', otherAdmin)).toMatchObject({ status: 'not-connected' })
  })

  test('disconnecting ends it here at once and at the provider, is audited, and can be repeated', async () => {
    const { connectionId } = await connect()
    await rig.identity.connections.end(admin, connectionId)
    expect(await of('notes')).toMatchObject({ status: 'revoked', revoking: true })
    expect(await obtain()).toMatchObject({ kind: 'consent' })
    await rig.identity.connections.end(admin, connectionId)
    const ended = await open().client.auditEvent.findMany({ where: { type: 'connection.ended' } })
    expect(ended.map(({ actor }) => JSON.parse(actor) as unknown)).toEqual([admin])
    const outbox = await open().client.revocation.count()
    expect(outbox).toBe(1)
    rig.identity.start()
    await expect.poll(() => stub.revoked.length, { timeout: 10_000 }).toBeGreaterThan(0)
    await expect.poll(async () => (await mine())[1]?.revoking, { timeout: 10_000 }).not.toBe(true)
    await rig.identity.stop()
  })

  test('MT-5 another person’s connection is as absent as one that never was, to see, to start and to end', async () => {
    const { connectionId } = await connect()
    const { connections } = rig.identity
    expect((await mine(otherAdmin)).map((view) => view.connectionId)).not.toContain(connectionId)
    for (const attempt of [connections.end, connections.connect]) {
      for (const id of [connectionId, 'f'.repeat(64)])
        await expect(attempt(otherAdmin, id)).rejects.toMatchObject({
          code: 'ResourceNotFoundException',
          message: `Connection ${id} was not found.`,
        })
    }
    expect(await of('notes')).toMatchObject({ status: 'active' })
  })

  test('the last use is known at once here and written with a stop', async () => {
    const { connectionId } = await connect()
    expect(await of('notes')).not.toHaveProperty('lastUsedAt')
    await obtain()
    expect(await of('notes')).toHaveProperty('lastUsedAt')
    expect((await open().client.connection.findFirst())?.lastUsedAt).toBeNull()
    await rig.identity.stop()
    expect((await open().client.connection.findUnique({ where: { keyHash: connectionId } }))?.lastUsedAt).not.toBeNull()
  })

  describe('a person who is no longer here', () => {
    test('is served nothing while disabled, warm or not, and everything again when enabled', async () => {
      await connect()
      await obtain()
      rig.standings.set(admin.userId, 'away')
      rig.changes.publish({ kind: 'person', userId: admin.userId })
      await expect(obtain()).rejects.toMatchObject({ code: 'AccessDeniedException' })
      rig.standings.set(admin.userId, 'active')
      expect(await obtain()).toMatchObject({ kind: 'token' })
    })

    test('gets no connection from a consent that is finished too late, and the tokens go to the outbox', async () => {
      rig.faults.set('exchange.answered', () => {
        rig.standings.set(admin.userId, 'gone')
        rig.changes.publish({ kind: 'person', userId: admin.userId })
      })
      expect((await connect()).ending).toMatchObject({ ending: 'refused' })
      expect(await open().client.connection.count()).toBe(0)
      expect(await open().client.revocation.count()).toBe(1)
    })

    test('has every connection ended with the removal, and what a crash left by the next start', async () => {
      await connect()
      await connect(otherAdmin)
      await rig.identity.connections.everyones.endOfPerson(otherAdmin, admin.userId)
      expect(await open().client.connection.findMany({ select: { userText: true } })).toEqual([
        { userText: userKeyText(userOf(otherAdmin)) },
      ])
      rig.standings.set(otherAdmin.userId, 'gone')
      rig.identity.start()
      await expect.poll(() => open().client.connection.count(), { timeout: 10_000 }).toBe(0)
      await rig.identity.stop()
    })
  })

  test('everybody’s: by person, provider, gateway and status; ended by id, counted, and never twice', async () => {
    const { connectionId } = await connect()
    const { connectionId: other } = await connect(otherAdmin)
    const { everyones } = rig.identity.connections
    const ids = async (filter: Parameters<typeof everyones.list>[0]) =>
      (await everyones.list(filter, { limit: 10 })).items.map((view) => view.connectionId)
    expect((await ids({})).sort()).toEqual([connectionId, other].sort())
    expect(await ids({ userIds: [admin.userId], whose: 'nobody' })).toEqual([connectionId])
    expect(await ids({ gatewayId: 'g-2' })).toEqual([])
    expect((await ids({ providerName: 'acme', gatewayId: 'g-1', status: 'active' })).length).toBe(2)
    expect(JSON.stringify(await everyones.list({}, { limit: 10 }))).not.toMatch(/access-\d|refresh-\d|sealed/i)
    expect(await everyones.end(admin, [connectionId, connectionId, other, 'f'.repeat(64)])).toBe(2)
    expect(await everyones.end(admin, [connectionId])).toBe(0)
    expect((await ids({ status: 'revoked' })).length).toBe(2)
  })
})
