import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestGateway, gatewayId, type Answer } from '../../_support/dataplane/gateway.ts'
import { now } from '../../_support/dataplane/issuer.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

const oauth = { providerName: 'github', scopes: [], defaultReturnUrl: 'https://app.example.com/return' }
const withUrl = { elicitation: { form: {}, url: {} } }
let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
beforeEach(async () => {
  gateway = await createTestGateway()
  upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, gateway.issuer.authorizer()))
  gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['read', 'write'], { oauth })])
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const call = async (more: Record<string, unknown> = {}, capabilities: object = withUrl, sub = 'alice') => {
  const params = { name: 'notes___read', arguments: { page: 1 }, ...more }
  const { body, headers } = modernRequest('tools/call', params, capabilities)
  const authorization = `Bearer ${await gateway.issuer.sign({ sub, exp: now / 1000 + 7_200 })}`
  const response = await gateway.send(body, { ...headers, authorization })
  expect(response.status).toBe(200)
  return (await response.json()) as Answer
}
const accepted = { inputResponses: { consent: { action: 'accept' } } }

describe('DESIGN §8.5 consent in 2026-07-28', () => {
  test('the call is answered by a question, and completes on the retry once the person has finished', async () => {
    const { result, error } = await call()
    expect(error).toBeUndefined()
    expect(result).toEqual({
      resultType: 'input_required',
      inputRequests: {
        consent: {
          method: 'elicitation/create',
          params: {
            mode: 'url',
            url: `${gateway.publicOrigin}/api/identities/oauth2/authorize?request_uri=urn%3Aalice`,
            message: expect.stringContaining('notes___read'),
          },
        },
      },
      requestState: expect.stringMatching(/^[A-Za-z0-9_-]+$/),
    })
    const again = await call({ ...accepted, requestState: result?.requestState })
    expect(again.result?.resultType).toBe('input_required')
    gateway.people.connect(gateway.issuer.name, 'alice', 'alices-token')
    const done = await call({ ...accepted, requestState: again.result?.requestState })
    expect(done.result).toMatchObject({ resultType: 'complete', content: [{ text: 'hello' }] })
    expect(upstream.calls()[0]?.message.params).toEqual({ name: 'read', arguments: { page: 1 } })
  })

  test.each(['decline', 'cancel'])('%s ends the call with a result that says so', async (action) => {
    const { result } = await call()
    gateway.people.connect(gateway.issuer.name, 'alice', 'alices-token')
    const answer = await call({ inputResponses: { consent: { action } }, requestState: result?.requestState })
    expect(answer.result).toMatchObject({ resultType: 'complete', isError: true })
    expect(answer.result?.content[0]?.text).toContain('declined')
    expect(upstream.received).toHaveLength(0)
  })

  test.each([{}, { elicitation: {} }, { elicitation: { form: {} } }])(
    'a client that declared %j gets the link as text',
    async (capabilities) => {
      const { result } = await call({}, capabilities)
      expect(result).toMatchObject({ resultType: 'complete', isError: true })
      expect(result?.content[0]?.text).toContain('/api/identities/oauth2/authorize?request_uri=')
    },
  )

  test('a forced login is asked for once, not again on its own retry', async () => {
    gateway.people.connect(gateway.issuer.name, 'alice', 'alices-token')
    const key = 'aws.bedrock-agentcore.gateway/credentialProviderConfiguration'
    const _meta = { [key]: { oauthCredentialProvider: { forceAuthentication: true } } }
    const { result } = await call({ _meta })
    expect(result?.resultType).toBe('input_required')
    const done = await call({ _meta, ...accepted, requestState: result?.requestState })
    expect(done.result?.content[0]?.text).toBe('hello')
  })
})

describe('a requestState is good for one principal, one call and one time', () => {
  const refused = async (answer: Promise<Answer>) => expect((await answer).error?.code).toBe(-32602)

  test('nobody else, no other tool, no other arguments, no other text, and not for ever', async () => {
    const { result } = await call()
    const requestState = String(result?.requestState)
    for (const sub of ['alice', 'bob']) gateway.people.connect(gateway.issuer.name, sub, `${sub}s-token`)
    await refused(call({ ...accepted, requestState }, withUrl, 'bob'))
    await refused(call({ ...accepted, requestState, name: 'notes___write' }))
    await refused(call({ ...accepted, requestState, arguments: { page: 2 } }))
    await refused(call({ ...accepted, requestState: `${requestState.slice(0, -2)}AA` }))
    await refused(call({ ...accepted, requestState: 'made up' }))
    await refused(call({ ...accepted, requestState: 7 }))
    expect((await call({ ...accepted, requestState })).result?.content[0]?.text).toBe('hello')
    gateway.clock.at += 30 * 60_000
    await refused(call({ ...accepted, requestState }))
    expect(upstream.calls()).toHaveLength(1)
  })

  test('not on another gateway', async () => {
    const { result } = await call()
    const other = 'else-abcdefghij'
    gateway.rooms.records.set(other, gatewayRecord(other, {}, gateway.issuer.authorizer()))
    gateway.rooms.serving.set(other, gateway.rooms.serving.get(gatewayId) ?? [])
    const params = { name: 'notes___read', arguments: { page: 1 }, ...accepted, requestState: result?.requestState }
    const { body, headers } = modernRequest('tools/call', params, withUrl)
    const all = { ...headers, ...(await gateway.bearer()) }
    const response = await gateway.send(body, all, {}, gateway.url.replace(gatewayId, other))
    expect(((await response.json()) as Answer).error?.code).toBe(-32602)
  })
})

test('an older server’s -32042 becomes a question that this revision knows', async () => {
  gateway.people.connect(gateway.issuer.name, 'alice', 'alices-token')
  const elicitations = [{ mode: 'url', elicitationId: 'e1', url: 'https://mail.example/go', message: 'Open it' }]
  let asked = 0
  upstream.state.handler = plainServer(({ message: { id } }, res) => {
    const error = { code: -32042, message: 'more', data: { elicitations } }
    return json(res, asked++ === 0 ? { jsonrpc: '2.0', id, error } : resultOf(id, 'hello'))
  })
  const { result } = await call()
  expect(result).toMatchObject({
    resultType: 'input_required',
    inputRequests: { link1: { params: { mode: 'url', url: 'https://mail.example/go', message: 'Open it' } } },
  })
  const inputResponses = { link1: { action: 'accept' } }
  const done = await call({ inputResponses, requestState: result?.requestState })
  expect(done.result?.content[0]?.text).toBe('hello')
})

test('I9 a message of a link that is no text, and cannot be made one, is left aside', async () => {
  gateway.people.connect(gateway.issuer.name, 'alice', 'alices-token')
  const elicitations = [{ mode: 'url', url: 'https://mail.example/go', message: { toString: 1, valueOf: 1 } }]
  upstream.state.handler = plainServer(({ message: { id } }, res) =>
    json(res, { jsonrpc: '2.0', id, error: { code: -32042, message: 'more', data: { elicitations } } }),
  )
  expect((await call()).result).toMatchObject({ inputRequests: { link1: { params: { message: '' } } } })
})
