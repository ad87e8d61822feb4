import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../../../lib/platform/random.ts'
import type { Change } from '../../../lib/platform/changes.ts'
import { describeOnBothDatabases } from '../../_support/databases.ts'
import { createIdentityRig, startStubServer, type IdentityRig, type StubServer } from '../../_support/identity-rig.ts'

const long = { timeoutMs: 60_000 }

describeOnBothDatabases('the end of a consent is told to whoever waits for it', (open) => {
  let stub: StubServer
  let rig: IdentityRig
  let heard: Change[]
  beforeAll(async () => {
    stub = await startStubServer()
  })
  afterAll(() => stub.close())
  beforeEach(async () => {
    await open().client.authorizationSession.deleteMany()
    await open().client.connection.deleteMany()
    await open().client.credentialProvider.deleteMany()
    rig = createIdentityRig(open(), stub)
    await rig.setUp()
    heard = []
    rig.changes.subscribe((change) => change.kind === 'authorization' && heard.push(change))
  })
  const settled = (id: string, options: { timeoutMs: number; signal?: AbortSignal } = long) =>
    rig.identity.authorizations.settled(id, options)

  test('done: by the bus in this process, and said once, after the commit', async () => {
    const { sessionUri, elicitationId } = await rig.link()
    const end = settled(elicitationId)
    let stored: string | undefined
    rig.changes.subscribe((change) => {
      if (change.kind === 'authorization') stored = change.state
    })
    await rig.complete((await rig.consent(sessionUri)).completionUri)
    expect(await end).toBe('done')
    expect(stored).toBe('done')
    expect(heard).toEqual([{ kind: 'authorization', elicitationId, state: 'done' }])
    expect(await settled(elicitationId)).toBe('done')
  })

  test('ended: cancelled, answered in another browser, unknown', async () => {
    const cancelled = await rig.link()
    const end = settled(cancelled.elicitationId)
    await rig.decide(cancelled.sessionUri, 'cancel')
    expect(await end).toBe('ended')
    const other = await rig.link()
    const ends = settled(other.elicitationId)
    await rig.callback({ ...(await rig.open(other.sessionUri)), cookie: undefined })
    expect(await ends).toBe('ended')
    expect(await settled(newId())).toBe('ended')
    expect(heard.map((change) => 'state' in change && change.state)).toEqual(['ended', 'ended'])
  })

  test('another process’s end is found in the store', async () => {
    const other = createIdentityRig(open(), stub)
    const { sessionUri, elicitationId } = await rig.link()
    const end = settled(elicitationId)
    await other.complete((await other.consent(sessionUri)).completionUri)
    expect(heard).toEqual([])
    expect(await end).toBe('done')
  })

  test('waiting: when the time is over, and when whoever waited leaves', async () => {
    const { elicitationId } = await rig.link()
    expect(await settled(elicitationId, { timeoutMs: 1 })).toBe('waiting')
    const leaves = new AbortController()
    const end = settled(elicitationId, { ...long, signal: leaves.signal })
    leaves.abort()
    expect(await end).toBe('waiting')
    expect(await settled(elicitationId, { ...long, signal: leaves.signal })).toBe('waiting')
  })

  test('a call that meets an open consent waits for it and gets its token; one that nobody opened gets the link at once', async () => {
    const patience = { timeoutMs: 60_000 }
    const { sessionUri } = await rig.link()
    const at = await rig.identity.resourceTokens.obtain({ ...rig.callRequest(), patience })
    expect(at).toMatchObject({ kind: 'consent', sessionUri })
    const { completionUri } = await rig.consent(sessionUri)
    const waits = rig.identity.resourceTokens.obtain({ ...rig.callRequest(), patience })
    await rig.complete(completionUri)
    expect(await waits).toMatchObject({ kind: 'token' })
  })

  test('and not longer than anybody wants the answer', async () => {
    const { sessionUri } = await rig.link()
    await rig.open(sessionUri)
    const client = new AbortController()
    const patience = { timeoutMs: 60_000, signal: () => client.signal }
    const answer = rig.identity.resourceTokens.obtain({ ...rig.callRequest(), patience })
    client.abort()
    expect(await answer).toMatchObject({ kind: 'consent', sessionUri })
  })

  test('and the same link again where the person does not finish in time', async () => {
    const { sessionUri } = await rig.link()
    await rig.open(sessionUri)
    const answer = await rig.identity.resourceTokens.obtain({ ...rig.callRequest(), patience: { timeoutMs: 20 } })
    expect(answer).toMatchObject({ kind: 'consent', sessionUri })
  })
})
