import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestGateway, gatewayId } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

const defaultReturnUrl = 'https://app.example.com/return'
const oauth = { providerName: 'github', scopes: ['repo'], customParameters: { audience: 'x' }, defaultReturnUrl }
const overrideKey = 'aws.bedrock-agentcore.gateway/credentialProviderConfiguration'
const override = (oauthCredentialProvider: unknown) => ({ _meta: { [overrideKey]: { oauthCredentialProvider } } })

let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
beforeEach(async () => {
  gateway = await createTestGateway()
  upstream = await createUpstream(
    plainServer(({ message, headers }, res) => json(res, resultOf(message.id, String(headers.authorization)))),
  )
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, gateway.issuer.authorizer()))
  gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['read'], { oauth })])
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const connectAlice = () => gateway.people.connect(gateway.issuer.name, 'alice', 'alices-token')

describe('DESIGN §8.5 how consent is asked for', () => {
  test('a client that never declared anything gets AgentCore’s error to the letter', async () => {
    const { status, body } = await gateway.call('notes___read', await gateway.bearer())
    expect(status).toBe(200)
    expect(body).toEqual({
      jsonrpc: '2.0',
      id: 'c1',
      error: {
        code: -32042,
        message: 'This request requires more information.',
        data: {
          elicitations: [
            {
              mode: 'url',
              elicitationId: '3f0e9a52-6e0c-4a66-9f6a-0a8f7e1c2d3b',
              url: `${gateway.publicOrigin}/api/identities/oauth2/authorize?request_uri=urn%3Aalice`,
              message: 'Please login to this URL for authorization.',
            },
          ],
        },
      },
    })
    expect(upstream.received).toHaveLength(0)
  })

  test('a client with URL mode gets it too, in every revision', async () => {
    for (const version of ['2025-03-26', '2025-06-18', '2025-11-25']) {
      const alice = await gateway.bearer()
      const session = await gateway.initialize({ elicitation: { form: {}, url: {} } }, alice, version)
      expect((await gateway.call('notes___read', { ...alice, ...session })).body.error?.code).toBe(-32042)
    }
  })

  test.each([{}, { elicitation: {} }, { elicitation: { form: {} } }, { sampling: {}, roots: {} }])(
    'a client that declared %j gets the link as text',
    async (capabilities) => {
      const alice = await gateway.bearer()
      const session = await gateway.initialize(capabilities, alice)
      const { body } = await gateway.call('notes___read', { ...alice, ...session })
      expect(body.result?.isError).toBe(true)
      const text = body.result?.content[0]?.text ?? ''
      expect(text).toContain(`${gateway.publicOrigin}/api/identities/oauth2/authorize?request_uri=urn%3Aalice`)
      expect(text).toContain('12:34 UTC')
      expect(text).toContain('then call notes___read again')
    },
  )

  test('the request for a token names user, target, provider, scopes and address', async () => {
    await gateway.call('notes___read', await gateway.bearer())
    const user = { kind: 'jwt', iss: gateway.issuer.name, sub: 'alice' }
    expect(gateway.people.requests).toEqual([
      {
        workloadName: gatewayId,
        gatewayId,
        user,
        startedBy: { kind: 'user', user },
        providerName: 'github',
        scopes: ['repo'],
        customParameters: { audience: 'x' },
        resource: upstream.endpoint,
        returnUrl: defaultReturnUrl,
        forceAuthentication: false,
        purpose: { kind: 'call', gatewayId, gatewayName: 'team', targetId: 'NOTES00000', targetName: 'notes' },
        patience: { timeoutMs: 10_000, signal: expect.any(Function) },
      },
    ])
  })

  test('tools/list asks for nothing', async () => {
    const response = await gateway.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, await gateway.bearer())
    expect(response.status).toBe(200)
    expect(gateway.people.requests).toHaveLength(0)
  })
})

describe('agentcore.md f.4 one call’s own return URL', () => {
  test('an address that nobody registered is named and refused', async () => {
    const returnUrl = 'https://evil.example/cb'
    const { body } = await gateway.call('notes___read', await gateway.bearer(), override({ returnUrl }))
    expect(body.error).toMatchObject({ code: -32602, message: expect.stringContaining(returnUrl) })
    expect(gateway.people.requests).toHaveLength(0)
  })

  test('the default and a registered one are taken, in both spellings', async () => {
    gateway.people.allowedReturnUrls.push('http://localhost:9090/oauth2/callback')
    const alice = await gateway.bearer()
    await gateway.call('notes___read', alice, override({ returnUrl: defaultReturnUrl }))
    const inner = { returnUrl: 'http://localhost:9090/oauth2/callback' }
    await gateway.call('notes___read', alice, override(inner))
    await gateway.call('notes___read', alice, { _meta: { [overrideKey]: { oauthcredentialProvider: inner } } })
    expect(gateway.people.requests.map(({ returnUrl }) => returnUrl)).toEqual([
      defaultReturnUrl,
      inner.returnUrl,
      inner.returnUrl,
    ])
  })

  test('forceAuthentication asks again although there is a connection, and is not passed on', async () => {
    connectAlice()
    const alice = await gateway.bearer()
    const forced = await gateway.call('notes___read', alice, override({ forceAuthentication: true }))
    expect(forced.body.error?.code).toBe(-32042)
    const usual = await gateway.call('notes___read', alice, {
      _meta: { ...override({ forceAuthentication: false })._meta, progressToken: 1 },
    })
    expect(usual.body.result?.content[0]?.text).toBe('Bearer alices-token')
    expect(upstream.calls()[0]?.message.params?._meta).toEqual({ progressToken: 1 })
  })

  test.each([{ returnUrl: 7 }, { forceAuthentication: 'yes' }, 'text'])('%j is no override', async (inner) => {
    const { body } = await gateway.call('notes___read', await gateway.bearer(), override(inner))
    expect(body.error?.code).toBe(-32602)
  })
})

describe('I3 each caller acts as himself', () => {
  test('two users, one gateway, two tokens', async () => {
    connectAlice()
    gateway.people.connect(gateway.issuer.name, 'bob', 'bobs-token')
    const textFor = async (sub: string) =>
      (await gateway.call('notes___read', await gateway.bearer(sub))).body.result?.content[0]?.text
    expect(await Promise.all([textFor('alice'), textFor('bob')])).toEqual(['Bearer alices-token', 'Bearer bobs-token'])
  })

  test('a gateway without user sign-in says what is missing', async () => {
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId))
    const { body } = await gateway.call('notes___read')
    expect(body.result?.isError).toBe(true)
    expect(body.result?.content[0]?.text).toContain('does not learn who its users are')
  })

  test('a token that cannot be had now is no reason for consent', async () => {
    gateway.people.state.unavailable = 'github does not renew logins now. Call again in 5 seconds.'
    const { body } = await gateway.call('notes___read', await gateway.bearer())
    expect(body.result).toMatchObject({ isError: true, content: [{ text: gateway.people.state.unavailable }] })
  })
})

describe('F-42 the MCP server refuses the token', () => {
  const refuseUnless = (accepted: (authorization: string) => boolean) => {
    upstream.state.handler = plainServer(({ message, headers }, res) =>
      accepted(headers.authorization ?? '')
        ? json(res, resultOf(message.id, headers.authorization ?? ''))
        : json(res, { error: 'invalid_token' }, { 'www-authenticate': 'Bearer' }, 401),
    )
  }

  test('one renewal, and the call goes through', async () => {
    connectAlice()
    refuseUnless((authorization) => authorization === 'Bearer alices-token+')
    const { body } = await gateway.call('notes___read', await gateway.bearer())
    expect(body.result?.content[0]?.text).toBe('Bearer alices-token+')
    expect(gateway.people.rejections).toEqual([1])
  })

  test('a connection that is spent ends in consent', async () => {
    connectAlice()
    gateway.people.state.verdict = 'consent'
    refuseUnless(() => false)
    expect((await gateway.call('notes___read', await gateway.bearer())).body.error?.code).toBe(-32042)
    expect(upstream.calls()).toHaveLength(1)
  })

  test('a renewed token that is refused as well ends in consent, not in a loop', async () => {
    connectAlice()
    refuseUnless(() => false)
    expect((await gateway.call('notes___read', await gateway.bearer())).body.error?.code).toBe(-32042)
    expect(upstream.calls()).toHaveLength(2)
  })

  test('a renewal that cannot be had now is told', async () => {
    connectAlice()
    gateway.people.state.verdict = { kind: 'unavailable', message: 'github cannot renew now.', retryAfterSeconds: 5 }
    refuseUnless(() => false)
    const { body } = await gateway.call('notes___read', await gateway.bearer())
    expect(body.result?.content[0]?.text).toBe('github cannot renew now.')
  })

  test('a login that is refused already at initialize is treated alike', async () => {
    connectAlice()
    upstream.state.handler = (received, res, req) =>
      received.headers.authorization === 'Bearer alices-token+'
        ? plainServer(({ message }, answer) => json(answer, resultOf(message.id, 'fine')))(received, res, req)
        : json(res, {}, {}, 401)
    const { body } = await gateway.call('notes___read', await gateway.bearer())
    expect(body.result?.content[0]?.text).toBe('fine')
  })

  test('a 403 that does not speak of scopes asks nobody for consent', async () => {
    connectAlice()
    upstream.state.handler = plainServer((_, res) => json(res, {}, { 'www-authenticate': 'Bearer error="other"' }, 403))
    const { body } = await gateway.call('notes___read', await gateway.bearer())
    expect(body.result?.content[0]?.text).toContain('does not allow this call (403)')
    expect(gateway.people.requests).toHaveLength(1)
  })
})
