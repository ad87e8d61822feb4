import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { KeyHolder } from '../../../lib/kernel/principals.ts'
import { describeOnBothDatabases } from '../../_support/databases.ts'
import { admin, createIdentityRig, otherAdmin, startStubServer } from '../../_support/identity-rig.ts'
import type { IdentityRig, StubServer } from '../../_support/identity-rig.ts'

const key: KeyHolder = { kind: 'key', gatewayId: 'g-1', keyId: 'k1', name: 'ci' }
const member = { ...otherAdmin, role: 'member' } as unknown as typeof otherAdmin

describeOnBothDatabases('what a program with an API key is granted', (open) => {
  let stub: StubServer
  let rig: IdentityRig
  beforeAll(async () => {
    stub = await startStubServer()
  })
  afterAll(() => stub.close())
  beforeEach(async () => {
    const { client } = open()
    for (const table of [
      ...[client.authorizationSession, client.connection, client.endedConnection, client.revocation],
      ...[client.credentialProvider, client.auditEvent],
    ])
      await (table.deleteMany as () => Promise<unknown>)()
    rig = createIdentityRig(open(), stub)
    await rig.setUp()
  })

  const obtain = (user = key) =>
    rig.identity.resourceTokens.obtain({ ...rig.callRequest(), user, startedBy: { kind: 'user', user } })
  const linkFor = async (user = key) => {
    const result = await obtain(user)
    if (result.kind !== 'consent') throw new Error(`expected a link, got ${result.kind}`)
    return result.sessionUri
  }
  const everyones = () => rig.identity.connections.everyones
  const finish = async (sessionUri: string) =>
    rig.identity.sessions.completeAsConsole(admin, (await rig.consent(sessionUri, admin)).completionUri)

  test('SB-2 nobody but an administrator goes on: not a stranger with the link, and not a member who is signed in', async () => {
    const sessionUri = await linkFor()
    for (const visitor of [undefined, member]) {
      expect((await rig.decide(sessionUri, 'continue', visitor)).kind).toBe('problem')
      expect(await rig.identity.sessions.describe(sessionUri, visitor)).toMatchObject({
        ...{ starter: 'program', startedBy: 'API key ci', visitorMayContinue: false },
      })
    }
    expect(await rig.identity.sessions.describe(sessionUri, admin)).toMatchObject({ visitorMayContinue: true })
  })

  test('V3 whoever has the key completes nothing: no token and no user id is a proof for a program', async () => {
    for (const proof of [{ userToken: 'good.k1' }, { userToken: 'good.ci' }, { userId: 'k1' }, { userId: 'ci' }]) {
      const { completionUri } = await rig.consent(await linkFor(), admin)
      await expect(rig.complete(completionUri, proof)).rejects.toMatchObject({ code: 'AccessDeniedException' })
    }
    const { completionUri } = await rig.consent(await linkFor(), admin)
    expect((await rig.identity.sessions.completeAsConsole(member, completionUri)).ending).toBe('wrong-person')
    expect((await obtain()).kind).toBe('consent')
  })

  test('an administrator finishes it; it is the key’s, found under its name, and nobody else’s of that name', async () => {
    expect((await finish(await linkFor())).ending).toBe('completed')
    expect((await obtain()).kind).toBe('token')
    expect((await obtain({ ...key, keyId: 'k2' })).kind).toBe('consent')
    const { items } = await everyones().list({ whose: 'ci', status: 'active' }, { limit: 10 })
    expect(items.map(({ user }) => user)).toEqual([key])
  })

  test('a revoked key is served no connection, and what is agreed to after that is given back', async () => {
    await finish(await linkFor())
    const { completionUri } = await rig.consent(await linkFor({ ...key, keyId: 'k2' }), admin)
    for (const keyId of ['k1', 'k2']) rig.revokedKeys.add(keyId)
    await expect(obtain()).rejects.toMatchObject({ code: 'AccessDeniedException' })
    expect((await rig.identity.sessions.completeAsConsole(admin, completionUri)).ending).not.toBe('completed')
    const { items } = await everyones().list({ status: 'active' }, { limit: 10 })
    expect(items.map(({ user }) => user)).toEqual([key])
  })

  test('deleting a key ends its connections, at the provider too, and leaves those of other keys', async () => {
    await finish(await linkFor())
    await finish(await linkFor({ ...key, keyId: 'k2' }))
    await everyones().endOfKey(admin, key, 'The API key was deleted.')
    const { items } = await everyones().list({}, { limit: 10 })
    expect(items.map(({ user, status }) => [user.kind === 'key' && user.keyId, status]).sort()).toEqual([
      ['k1', 'revoked'],
      ['k2', 'active'],
    ])
    expect(await open().client.revocation.count()).toBe(1)
  })
})
