import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestGateway, gatewayId, type Answer } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
beforeEach(async () => {
  gateway = await createTestGateway()
  upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, gateway.issuer.authorizer()))
  gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['read'])])
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }
const useAuthorizer = (changes: Parameters<typeof gateway.issuer.authorizer>[0]) => {
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, gateway.issuer.authorizer(changes)))
  gateway.changes.publish({ kind: 'gateway', gatewayId })
}

describe('RS-6 refusals tell where to sign in', () => {
  test('no token and a bad one are 401 with resource_metadata', async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { authorization: 'Basic YTpi' }]) {
      const response = await gateway.send(ping, headers as Record<string, string>)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe(
        `Bearer error="invalid_token", resource_metadata="${gateway.publicOrigin}/.well-known/oauth-protected-resource/gateways/${gatewayId}/mcp"`,
      )
    }
  })

  test('a good token whose person is disabled here is 401 from the next call on, and taken again once enabled', async () => {
    const headers = await gateway.bearer()
    expect((await gateway.send(ping, headers)).status).toBe(200)
    gateway.barred.add('alice')
    const refused = await gateway.send(ping, headers)
    expect(refused.status).toBe(401)
    expect(await refused.text()).toContain('was disabled')
    expect((await gateway.send(ping, await gateway.bearer('bob'))).status).toBe(200)
    gateway.barred.delete('alice')
    expect((await gateway.send(ping, headers)).status).toBe(200)
  })

  test('a token without the scope is 403 with the scopes to ask for, as they are advertised', async () => {
    useAuthorizer({ allowedScopes: ['admin', 'ops'], advertisedScopeMapping: { ops: 'api://x/ops' } })
    const response = await gateway.send(ping, await gateway.bearer())
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope", scope="admin api://x/ops"')
  })

  test('an issuer that cannot be reached is 503 with Retry-After', async () => {
    gateway.issuer.state.down = true
    const response = await gateway.send(ping, await gateway.bearer())
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
  })

  test('a stranger is refused before his body is read', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '1000000' }
    const asked = httpRequest(gateway.url, { method: 'POST', headers })
    asked.flushHeaders()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    expect(response.statusCode).toBe(401)
    asked.on('error', () => undefined).destroy()
  })
})

describe('RS-7 protected resource metadata', () => {
  test('resource is the gateway URL and the issuer has its own spelling', async () => {
    useAuthorizer({ allowedScopes: ['tools'], advertisedScopeMapping: { tools: 'api://x/tools' } })
    const expected = {
      status: 200,
      body: {
        resource: gateway.url,
        authorization_servers: [gateway.issuer.name],
        scopes_supported: ['api://x/tools'],
        bearer_methods_supported: ['header'],
      },
    }
    expect(await gateway.dataplane.protectedResourceMetadata(gatewayId)).toEqual(expected)
    expect(await gateway.dataplane.protectedResourceMetadata(undefined)).toEqual(expected)
  })

  test('the root form answers only while there is no doubt', async () => {
    gateway.rooms.records.set('two-abcdefghij', gatewayRecord('two-abcdefghij', {}, gateway.issuer.authorizer()))
    expect((await gateway.dataplane.protectedResourceMetadata(undefined)).status).toBe(404)
  })

  test('a gateway that takes no tokens has none', async () => {
    gateway.rooms.records.set('open-abcdefghij', gatewayRecord('open-abcdefghij'))
    expect((await gateway.dataplane.protectedResourceMetadata('open-abcdefghij')).status).toBe(404)
  })
})

describe('AWS IAM', () => {
  test('a good signature is let in, another is 403', async () => {
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, { authorizerType: 'AWS_IAM' }))
    expect((await gateway.send(ping, { authorization: 'AWS4-HMAC-SHA256 good' })).status).toBe(200)
    expect((await gateway.send(ping, { authorization: 'AWS4-HMAC-SHA256 bad' })).status).toBe(403)
  })
})

describe('RS-4 a session id is no proof of anything', () => {
  const listed = async (headers: Record<string, string>) =>
    (await gateway.send({ ...ping, method: 'tools/list' }, headers)).status

  test('it serves its owner and looks unknown to everybody else', async () => {
    const alice = await gateway.bearer('alice')
    const session = await gateway.initialize({}, alice)
    expect(await listed({ ...alice, ...session })).toBe(200)
    const foreign = await gateway.send(ping, { ...(await gateway.bearer('bob')), ...session })
    expect(foreign.status).toBe(404)
    const invented = await gateway.send(ping, { ...alice, 'mcp-session-id': 'made-up' })
    expect((await foreign.json()) as Answer).toEqual((await invented.json()) as Answer)
    expect(await listed(session)).toBe(401)
  })

  test('another gateway does not know it', async () => {
    const alice = await gateway.bearer()
    const session = await gateway.initialize({}, alice)
    gateway.rooms.records.set('two-abcdefghij', gatewayRecord('two-abcdefghij', {}, gateway.issuer.authorizer()))
    const other = gateway.url.replace(gatewayId, 'two-abcdefghij')
    expect((await gateway.send(ping, { ...alice, ...session }, {}, other)).status).toBe(404)
  })

  test('it ends after its absolute time, 3600 s unless set', async () => {
    const alice = await gateway.bearer()
    const session = await gateway.initialize({}, alice)
    gateway.clock.at += 3_599_000
    const later = { authorization: `Bearer ${await gateway.issuer.sign({ exp: gateway.clock.at / 1000 + 60 })}` }
    expect(await listed({ ...later, ...session })).toBe(200)
    gateway.clock.at += 1_000
    expect(await listed({ ...later, ...session })).toBe(404)
  })

  test('it speaks the revision that was agreed on, and no other', async () => {
    const alice = await gateway.bearer()
    const session = await gateway.initialize({}, alice, '2025-06-18')
    expect(await listed({ ...alice, ...session, 'mcp-protocol-version': '2025-11-25' })).toBe(400)
    expect(await listed({ ...alice, 'mcp-session-id': session['mcp-session-id'] })).toBe(200)
  })

  test('RS-11 the same sub at another issuer is another person', async () => {
    const alice = await gateway.bearer()
    const session = await gateway.initialize({}, alice)
    const name = 'https://other.example.com'
    const key = gateway.issuer.documents.get(`${gateway.issuer.name}/jwks`)
    gateway.issuer.documents.set(`${name}/.well-known/openid-configuration`, () => ({
      issuer: name,
      jwks_uri: `${name}/jwks`,
    }))
    gateway.issuer.documents.set(`${name}/jwks`, () => key?.())
    useAuthorizer({ discoveryUrl: `${name}/.well-known/openid-configuration` })
    const token = await gateway.issuer.sign({ iss: name })
    expect(await listed({ authorization: `Bearer ${token}`, ...session })).toBe(404)
  })
})

test('RS-3 an MCP server learns nothing of the caller but the call', async () => {
  await gateway.call('notes___read', {
    ...(await gateway.bearer()),
    cookie: 'session=1',
    'x-amz-date': '20261124T120000Z',
    'x-amz-security-token': 'secret',
    'x-api-key': 'secret',
    forwarded: 'for=10.0.0.1',
    ...(await gateway.initialize({}, await gateway.bearer())),
  })
  const allowed = ['accept', 'accept-encoding', 'connection', 'content-length', 'content-type', 'host']
  const ours = ['mcp-protocol-version', 'mcp-method', 'user-agent']
  for (const { headers } of upstream.received)
    expect([...allowed, ...ours]).toEqual(expect.arrayContaining(Object.keys(headers)))
  expect(upstream.calls()).toHaveLength(1)
})
