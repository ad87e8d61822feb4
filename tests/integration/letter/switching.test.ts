import { SynchronizeGatewayTargetsCommand, UpdateGatewayTargetCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callApi, refusalOf } from '../../_support/letter.ts'
import {
  complete,
  consent,
  createTarget,
  getTarget,
  readyTarget,
  rpc,
  startStory,
  targetInput,
  targetReaches,
  toolSchema,
  userToken,
  type Story,
  type TargetOptions,
} from '../../_support/story.ts'

describe('a target between its two methods', () => {
  let story: Story
  let targetId: string
  let alice: string
  beforeAll(async () => {
    story = await startStory()
    targetId = await readyTarget(story, 'notes')
    alice = await userToken(story, 'alice')
  })
  afterAll(() => story?.stop())
  const update = (options: Partial<TargetOptions> = {}) =>
    story.postern.clients.control.send(
      new UpdateGatewayTargetCommand({ ...targetInput(story, { name: 'notes', ...options }), targetId }),
    )
  const tools = async () =>
    (await rpc(story.gateway.gatewayUrl, alice, 'tools/list')).result?.tools
      ?.map(({ name }) => name)
      .filter((name) => name !== 'x_amz_bedrock_agentcore_search')
      .toSorted()
  const fromServer = ['notes___add_note', 'notes___list_notes', 'notes___whoami']
  const fromSchema = ['notes___list_notes', 'notes___whoami']

  test('a schema makes it READY at once, and Synchronize is refused with the way out', async () => {
    expect(await tools()).toEqual(fromServer)
    expect((await update({ schema: toolSchema })).authorizationData).toBeUndefined()
    await targetReaches(story, targetId, 'READY')
    expect((await getTarget(story, targetId)).lastSynchronizedAt).toBeUndefined()
    expect(await tools()).toEqual(fromSchema)
    const sync = new SynchronizeGatewayTargetsCommand({
      gatewayIdentifier: story.gateway.gatewayId,
      targetIdList: [targetId],
    })
    const refused = await refusalOf(story.postern.clients.control.send(sync))
    expect(refused.message).toMatch(/update/i)
  })

  test('without it the admin is asked, while the tools of the schema go on serving', async () => {
    const asked = await update()
    expect(asked.status).toBe('UPDATE_PENDING_AUTH')
    expect(await tools()).toEqual(fromSchema)
    const { authorizationUrl = '', userId = '' } = asked.authorizationData?.oauth2 ?? {}
    const { sessionUri } = await consent(authorizationUrl, 'bob')
    await complete(story, { userId }, sessionUri)
    const ready = await targetReaches(story, targetId, 'READY')
    expect(ready.lastSynchronizedAt).toBeInstanceOf(Date)
    expect(await tools()).toEqual(fromServer)
  })

  test('while it waits, a schema ends the waiting', async () => {
    expect((await update()).status).toBe('UPDATE_PENDING_AUTH')
    await update({ schema: toolSchema })
    const ready = await targetReaches(story, targetId, 'READY')
    expect(ready.authorizationData).toBeUndefined()
  })

  test('it may be renamed, its tools with it, and not to a name that is taken', async () => {
    await createTarget(story, { name: 'other', schema: toolSchema })
    expect((await refusalOf(update({ name: 'other', schema: toolSchema }))).name).toBe('ConflictException')
    await update({ name: 'renamed', schema: toolSchema })
    expect(await tools()).toContain('renamed___whoami')
    expect(await tools()).not.toContain('notes___whoami')
  })

  test('a login that is taken away is missed by the sync, and what served before serves on', async () => {
    const { credentialProviderConfigurations: _taken, ...open } = targetInput(story, { name: 'renamed' })
    await story.postern.clients.control.send(new UpdateGatewayTargetCommand({ ...open, targetId }))
    const failed = await targetReaches(story, targetId, 'UPDATE_UNSUCCESSFUL')
    expect(failed.statusReasons?.join()).toMatch(/Authorization error/)
    expect(await tools()).toContain('renamed___whoami')
  })

  test('exactly one target is synchronized at a time', async () => {
    for (const targetIdList of [[], [targetId, targetId]]) {
      const path = `/api/gateways/${story.gateway.gatewayId}/synchronizeTargets`
      const answer = await callApi(story.postern, { method: 'PUT', path, body: JSON.stringify({ targetIdList }) })
      expect(answer.status).toBe(400)
      expect(answer.body['fieldList']).toMatchObject([{ name: 'targetIdList' }])
    }
  })
})
