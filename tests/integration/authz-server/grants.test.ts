import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  authorizeQuery,
  Browser,
  pkce,
  refresh,
  startAuthz,
  tokensOf,
  type AuthzRig,
} from '../../_support/authz-rig.ts'
import { describeOnBothDatabases } from '../../_support/databases.ts'

const actor = { kind: 'system' } as const

describeOnBothDatabases('AS-15 what people gave MCP clients access to', (open) => {
  let rig: AuthzRig
  beforeAll(async () => {
    rig = await startAuthz(open())
  })
  afterAll(() => rig.close())
  beforeEach(async () => {
    await open().client.authzArtifact.deleteMany()
    rig.visitor.current = 'alice'
  })
  const list = (userId?: string) => rig.server.grants.list(userId)
  const revoke = (id: string, userId?: string) => rig.server.grants.revoke(actor, id, userId)

  test('each client stands there once, by the name that the person saw, with its gateways, however often it signed in', async () => {
    const clientId = await rig.client({ client_name: 'Desk agent' })
    await tokensOf(rig, clientId)
    await tokensOf(rig, clientId)
    const browser = new Browser(rig)
    const other = authorizeQuery(rig, clientId, pkce().challenge, { resource: rig.other })
    await browser.decide((await browser.start(other)).location, 'allow')
    const desk = { clientId, clientName: 'Desk agent', userId: 'alice', email: 'alice@example.com' }
    expect(await list('alice')).toEqual([
      { ...desk, gatewayNames: ['one', 'two'], grantId: expect.any(String), createdAt: expect.any(String) },
    ])
    expect(await list('bob')).toEqual([])
  })

  test('ending it ends every token of that client and person at once, and nobody else’s; it must be allowed anew', async () => {
    const clientId = await rig.client()
    const before = [await tokensOf(rig, clientId), await tokensOf(rig, clientId)]
    rig.visitor.current = 'bob'
    const ofBob = await tokensOf(rig, clientId)
    rig.visitor.current = 'alice'
    const [grant] = await list('alice')
    await revoke(grant?.grantId ?? '', 'alice')
    for (const { refresh_token } of before) expect((await refresh(rig, clientId, refresh_token)).status).toBe(400)
    expect((await refresh(rig, clientId, ofBob.refresh_token)).status).toBe(200)
    expect((await list()).map(({ userId }) => userId)).toEqual(['bob'])
    const again = await new Browser(rig).start(authorizeQuery(rig, clientId, pkce().challenge))
    expect(again.location).toContain('/consent?id=')
  })

  test('nobody ends what is another person’s', async () => {
    const clientId = await rig.client()
    const { refresh_token } = await tokensOf(rig, clientId)
    const [grant] = await list('alice')
    await expect(revoke(grant?.grantId ?? '', 'bob')).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
    expect((await refresh(rig, clientId, refresh_token)).status).toBe(200)
  })
})
