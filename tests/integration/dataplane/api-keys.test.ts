import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newKeyText } from '../../../lib/gateways/keys/key-text.ts'
import { gatewayId } from '../../_support/dataplane/gateway.ts'
import { createLiveGateway } from '../../_support/dataplane/live-gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

type Settings = Parameters<typeof gatewayRecord>[1]

let gateway: Awaited<ReturnType<typeof createLiveGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }
const asHeader = (key: string) => ({ 'x-api-key': key })
const asBearer = (key: string) => ({ authorization: `Bearer ${key}` })
const use = (settings: Settings, authorizer?: Parameters<typeof gatewayRecord>[2], id = gatewayId) => {
  gateway.rooms.records.set(id, gatewayRecord(id, settings, authorizer))
  gateway.changes.publish({ kind: 'gateway', gatewayId: id })
}
const stateless = { supportedVersions: ['2025-11-25', '2026-07-28'] } as const

beforeEach(async () => {
  upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
  gateway = await createLiveGateway([servingTarget('notes', upstream.endpoint, ['read'])])
  use({ authorizerType: 'AUTHENTICATE_ONLY', protocolConfiguration: { mcp: { ...stateless } } as never })
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

describe('a key at its gateway', () => {
  test('lets in as Bearer and as x-api-key, and the call log names it as a machine', async () => {
    const key = gateway.keys.make(gatewayId, 'ci agent')
    for (const headers of [asBearer(key), asHeader(key), { authorization: `bearer  ${key} ` }]) {
      const { status, body } = await gateway.call('notes___read', headers)
      expect([status, body.result?.content]).toEqual([200, [{ type: 'text', text: 'hello' }]])
    }
    expect(gateway.calls).toHaveLength(3)
    for (const { caller, callerKind } of gateway.calls)
      expect([caller, callerKind]).toEqual(['API key ci agent', 'machine'])
  })

  test('RS-9 two credentials at once, and a key in the address, are 400', async () => {
    const key = gateway.keys.make(gatewayId, 'ci')
    const both = [
      { ...asHeader(key), ...asBearer(key) },
      { ...asHeader(key), ...(await gateway.bearer()) },
    ]
    for (const headers of both) expect((await gateway.send(ping, headers)).status).toBe(400)
    for (const name of ['api_key', 'access_token', 'x-api-key', 'apikey'])
      expect((await gateway.send(ping, asHeader(key), {}, `${gateway.url}?${name}=${key}`)).status).toBe(400)
  })

  test('RS-2 absent, malformed, made up, expired, revoked and another gateway’s look alike, and lead into no sign-in', async () => {
    const another = 'other-abcdefghij'
    use({ authorizerType: 'AUTHENTICATE_ONLY' }, undefined, another)
    gateway.rooms.serving.set(another, [])
    const good = gateway.keys.make(gatewayId, 'good')
    const [revoked, foreign] = [gateway.keys.make(gatewayId, 'revoked'), gateway.keys.make(another, 'foreign')]
    const expired = gateway.keys.make(gatewayId, 'expired', { expiresAt: gateway.clock.at })
    gateway.keys.revoke(revoked)
    const shown = [{}, ...['nonsense', `${good}0`, newKeyText().text, expired, revoked, foreign].map(asBearer)]
    const answers = []
    for (const headers of [...shown, asHeader(revoked), asHeader(''), await gateway.bearer()]) {
      const response = await gateway.send(ping, headers as Record<string, string>)
      answers.push([response.status, response.headers.get('www-authenticate'), await response.text()])
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]?.slice(0, 2)).toEqual([401, 'Bearer realm="API key", error="invalid_token"'])
    expect((await gateway.dataplane.protectedResourceMetadata(gatewayId)).status).toBe(404)
    expect((await gateway.dataplane.protectedResourceMetadata(undefined)).status).toBe(404)
    expect((await gateway.send(ping, asBearer(good))).status).toBe(200)
    const atHome = `${gateway.publicOrigin}/gateways/${another}/mcp`
    expect((await gateway.send(ping, asBearer(foreign), {}, atHome)).status).toBe(200)
  })

  test('is accepted beside sign-in and beside signatures, and people and programs that sign go on as before', async () => {
    const key = gateway.keys.make(gatewayId, 'ci')
    use({}, gateway.issuer.authorizer())
    expect((await gateway.send(ping, asBearer(key))).status).toBe(200)
    expect((await gateway.send(ping, await gateway.bearer())).status).toBe(200)
    const refused = await gateway.send(ping, asBearer(newKeyText().text))
    expect(refused.status).toBe(401)
    expect(refused.headers.get('www-authenticate')).toContain('resource_metadata=')

    use({ authorizerType: 'AWS_IAM' })
    expect((await gateway.send(ping, asHeader(key))).status).toBe(200)
    expect((await gateway.send(ping, { authorization: 'AWS4-HMAC-SHA256 good' })).status).toBe(200)
    expect((await gateway.send(ping)).status).toBe(403)
    expect((await gateway.send(ping, asHeader(newKeyText().text))).status).toBe(401)
  })

  test('I2 RS-3 never leaves towards an MCP server', async () => {
    const key = gateway.keys.make(gatewayId, 'ci')
    for (const headers of [asBearer(key), asHeader(key)]) await gateway.call('notes___read', headers)
    expect(upstream.received.length).toBeGreaterThanOrEqual(2)
    expect(JSON.stringify(upstream.received)).not.toContain('postern_')
  })

  test('the MCP SDK’s client works with a key, and is told plainly where it has none', async () => {
    const connect = (headers: Record<string, string>) => {
      const client = new Client({ name: 'sdk', version: '1' }, { supportedProtocolVersions: ['2025-11-25'] })
      const transport = new StreamableHTTPClientTransport(new URL(gateway.url), { requestInit: { headers } })
      return client.connect(transport).then(() => client)
    }
    const client = await connect(asBearer(gateway.keys.make(gatewayId, 'ci')))
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['notes___read'])
    expect(await client.callTool({ name: 'notes___read', arguments: {} })).toMatchObject({
      content: [{ text: 'hello' }],
    })
    await client.close()
    await expect(connect({})).rejects.toThrow(/401|Unauthorized|API key/)
  })
})

describe('what a key’s callers are granted', () => {
  const oauth = { providerName: 'github', scopes: ['repo'], defaultReturnUrl: 'https://app.example.com/return' }
  beforeEach(() => {
    gateway.rooms.serving.set(gatewayId, [servingTarget('own', upstream.endpoint, ['read'], { oauth })])
    gateway.changes.publish({ kind: 'target', gatewayId, targetId: 'OWN0000000' })
  })

  test('RS-11 belongs to the key: not to a person or another key, whatever they are called', async () => {
    use({}, gateway.issuer.authorizer())
    const [one, other] = [gateway.keys.make(gatewayId, 'alice'), gateway.keys.make(gatewayId, 'bob')]
    for (const headers of [asBearer(one), asBearer(other), await gateway.bearer('alice')])
      await gateway.call('own___read', headers)
    const [first, second, person] = gateway.people.requests.map(({ user }) => user)
    expect(first).toMatchObject({ kind: 'key', gatewayId, name: 'alice' })
    expect(second).toMatchObject({ kind: 'key', gatewayId, name: 'bob' })
    expect(person).toMatchObject({ kind: 'jwt', sub: 'alice' })
    expect(first).not.toMatchObject({ keyId: (second as { keyId: string }).keyId })
  })

  test('is finished at our own return page, and at no other that a caller or a target names', async () => {
    const key = gateway.keys.make(gatewayId, 'ci')
    await gateway.call('own___read', asBearer(key))
    expect(gateway.people.requests[0]?.returnUrl).toBe(`${gateway.publicOrigin}/return`)
    const member = 'aws.bedrock-agentcore.gateway/credentialProviderConfiguration'
    gateway.people.allowedReturnUrls.push('https://app.example.com/return')
    const chosen = { oauthCredentialProvider: { returnUrl: 'https://app.example.com/return' } }
    const refused = await gateway.call('own___read', asBearer(key), { _meta: { [member]: chosen } })
    expect(refused.body.error).toMatchObject({ code: -32602 })
    expect(gateway.people.requests).toHaveLength(1)
  })
})

describe('RS-4 a session', () => {
  beforeEach(() => use({ authorizerType: 'AUTHENTICATE_ONLY', protocolConfiguration: live }))
  const live = {
    mcp: {
      sessionConfiguration: { sessionTimeoutInSeconds: 900 },
      streamingConfiguration: { enableResponseStreaming: true },
    },
  }

  test('of one key is unknown to another, and to a person; a person’s is unknown to a key', async () => {
    use({ protocolConfiguration: live }, gateway.issuer.authorizer())
    const [one, other] = [
      asBearer(gateway.keys.make(gatewayId, 'one')),
      asBearer(gateway.keys.make(gatewayId, 'other')),
    ]
    const person = await gateway.bearer()
    const [mine, hers] = [await gateway.initialize({}, one), await gateway.initialize({}, person)]
    expect((await gateway.post(ping, { ...mine, ...one })).status).toBe(200)
    for (const headers of [
      { ...mine, ...other },
      { ...mine, ...person },
      { ...hers, ...one },
    ])
      expect((await gateway.post(ping, headers)).status).toBe(404)
  })

  test('is over for a revoked key with the next request, and its stream of news ends at once', async () => {
    const key = gateway.keys.make(gatewayId, 'ci')
    const session = { ...(await gateway.initialize({}, asBearer(key))), ...asBearer(key) }
    const news = await gateway.listen(session)
    expect(news.status).toBe(200)
    gateway.keys.revoke(key)
    await news.ended
    expect((await gateway.post(ping, session)).status).toBe(401)
    expect((await gateway.listen(session)).status).toBe(401)
  })

  test('has no stream that outlasts its key', async () => {
    const key = gateway.keys.make(gatewayId, 'ci', { expiresAt: gateway.clock.at + 50 })
    const session = { ...(await gateway.initialize({}, asBearer(key))), ...asBearer(key) }
    const news = await gateway.listen(session)
    expect(news.status).toBe(200)
    await news.ended
  })

  test('goes on for others while one key is revoked', async () => {
    const [one, other] = [gateway.keys.make(gatewayId, 'one'), gateway.keys.make(gatewayId, 'other')]
    const session = { ...(await gateway.initialize({}, asBearer(other))), ...asBearer(other) }
    const news = await gateway.listen(session)
    gateway.keys.revoke(one)
    gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['read', 'write'])])
    gateway.changes.publish({ kind: 'target', gatewayId, targetId: 'NOTES00000' })
    expect(await news.method('notifications/tools/list_changed')).toBeDefined()
    news.leave()
  })
})
