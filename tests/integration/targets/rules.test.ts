import { describe, expect, test } from 'vitest'
import { admin, startRooms, tool, upTo, withConsent, withSchema } from './harness.ts'

const unreached = 'http://localhost:9/mcp'

describe('rules between gateway and targets', () => {
  test('a gateway with targets is not deleted, and the refusal names them', async () => {
    const rooms = await startRooms()
    await rooms.targets.create(admin, rooms.gateway.id, withSchema(unreached, JSON.stringify({ tools: [tool('x')] })))
    await expect(rooms.gateways.remove(admin, rooms.gateway.id)).rejects.toMatchObject({
      ...{ code: 'ConflictException', message: expect.stringMatching(/\(t\).*Delete them first/) },
    })
  })

  test('consent needs CUSTOM_JWT and 2025-11-25, whichever side changes first', async () => {
    const rooms = await startRooms()
    const { name, settings } = rooms.gateway
    const old = { ...settings, name, protocolConfiguration: { mcp: { supportedVersions: ['2025-06-18' as const] } } }
    const { tags: _tags, ...input } = old
    await rooms.gateways.update(admin, rooms.gateway.id, input)
    await expect(rooms.targets.create(admin, rooms.gateway.id, withConsent(unreached))).rejects.toThrow(
      /lack 2025-11-25.*add 2025-11-25/,
    )
    const back = { ...input, protocolConfiguration: undefined }
    await rooms.gateways.update(admin, rooms.gateway.id, back)
    await rooms.targets.create(admin, rooms.gateway.id, withConsent(unreached))
    await expect(rooms.gateways.update(admin, rooms.gateway.id, input)).rejects.toThrow(/\(t\) would stop working/)
    const open = { name, roleArn: settings.roleArn, authorizerType: 'NONE' as const }
    await expect(rooms.gateways.update(admin, rooms.gateway.id, open)).rejects.toThrow(/authorizer type is NONE/)
  })

  test('twenty targets created at once in one gateway are all stored', async () => {
    const rooms = await startRooms()
    const payload = JSON.stringify({ tools: [tool('x')] })
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        rooms.targets.create(admin, rooms.gateway.id, withSchema(unreached, payload, `t${n}`)),
      ),
    )
    const first = await rooms.targets.list(rooms.gateway.id, { limit: 15 })
    const rest = await rooms.targets.list(rooms.gateway.id, { limit: 15, after: first.after })
    expect([...first.items, ...rest.items]).toHaveLength(20)
    expect(rest.after).toBeUndefined()
  })

  test('of two of one name one is stored', async () => {
    const rooms = await startRooms()
    const input = withSchema(unreached, JSON.stringify({ tools: [tool('x')] }))
    const results = await Promise.allSettled([0, 1, 2].map(() => rooms.targets.create(admin, rooms.gateway.id, input)))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    expect(results.find((result) => result.status === 'rejected')?.reason).toMatchObject({ code: 'ConflictException' })
  })

  test('a schema target is never synchronized, and the refusal says what to do', async () => {
    const rooms = await startRooms()
    const input = withSchema(unreached, JSON.stringify({ tools: [tool('x')] }))
    const target = await rooms.targets.create(admin, rooms.gateway.id, input)
    expect(target).toMatchObject({ status: 'READY' })
    expect(target.lastSynchronizedAt).toBeUndefined()
    await expect(rooms.targets.synchronize(admin, rooms.gateway.id, target.id)).rejects.toThrow(
      /never synchronized. Update/,
    )
  })

  test.each([
    [
      'an unknown OAuth client',
      {
        providerArn: 'arn:aws:bedrock-agentcore:us-east-1:000000000000:token-vault/default/oauth2credentialprovider/x',
      },
      /no OAuth client.*Create it first/,
    ],
    ['a grant type left out', { grantType: undefined }, /CLIENT_CREDENTIALS.*Give AUTHORIZATION_CODE/],
    ['a script as return URL', { defaultReturnUrl: 'javascript:alert(1)' }, /defaultReturnUrl/],
  ])('%s is refused and nothing stored', async (_what, change, message) => {
    const rooms = await startRooms()
    const input = withConsent(unreached)
    Object.assign(input.credentialProviderConfigurations[0]?.credentialProvider.oauthCredentialProvider ?? {}, change)
    await expect(rooms.targets.create(admin, rooms.gateway.id, input)).rejects.toThrow(message)
    expect((await rooms.targets.list(rooms.gateway.id, { limit: 10 })).items).toEqual([])
  })

  test.each(['http://mcp.example/mcp', 'ftp://localhost/mcp', 'https://u:p@mcp.example/', 'mcp'])(
    'the endpoint %s is refused with the member named',
    async (endpoint) => {
      const rooms = await startRooms()
      await expect(rooms.targets.create(admin, rooms.gateway.id, upTo(endpoint))).rejects.toMatchObject({
        ...{ code: 'ValidationException', fieldList: [{ name: 'targetConfiguration.mcp.mcpServer.endpoint' }] },
      })
    },
  )
})
