import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createTestGateway, gatewayId, type Answer } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { openEvents } from '../../_support/dataplane/stream-client.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

const elicitationId = '3f0e9a52-6e0c-4a66-9f6a-0a8f7e1c2d3b'
const oauth = { providerName: 'github', scopes: [], defaultReturnUrl: 'https://app.example.com/return' }
let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
beforeEach(async () => {
  gateway = await createTestGateway()
  upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, gateway.issuer.authorizer()))
  gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['read'], { oauth })])
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})

const request = async (more: Record<string, unknown> = {}) => {
  const { body, headers } = modernRequest('tools/call', { name: 'notes___read', ...more }, { elicitation: { url: {} } })
  return { body, headers: { ...headers, ...(await gateway.bearer()) } }
}
const call = async (more: Record<string, unknown> = {}) => {
  const { body, headers } = await request(more)
  return (await (await gateway.send(body, headers)).json()) as Answer
}
const retryOf = ({ result }: Answer) => ({
  inputResponses: { consent: { action: 'accept' } },
  requestState: result?.requestState,
})
const waited = () => vi.waitFor(() => expect(gateway.people.waiting).toEqual([elicitationId]))

describe('a retry that comes back before the person has finished', () => {
  test('is held, and completes in that very answer when he has', async () => {
    const asked = await call()
    expect(gateway.people.waiting).toEqual([])
    gateway.people.state.holdsConsents = true
    const answer = call(retryOf(asked))
    await waited()
    gateway.people.connect(gateway.issuer.name, 'alice', 'alices-token')
    gateway.people.settle.current?.('done')
    expect((await answer).result?.content[0]?.text).toBe('hello')
  })

  test.each(['waiting', 'ended'] as const)('asks again where it was %s', async (end) => {
    const asked = await call()
    gateway.people.state.holdsConsents = true
    const answer = call(retryOf(asked))
    await waited()
    gateway.people.settle.current?.(end)
    expect((await answer).result?.resultType).toBe('input_required')
  })

  test('a client that leaves ends the waiting, and nothing is called for it', async () => {
    const asked = await call()
    gateway.people.state.holdsConsents = true
    const { body, headers } = await request(retryOf(asked))
    const leaves = new AbortController()
    const answer = fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(headers as Record<string, string>) },
      body: JSON.stringify(body),
      signal: leaves.signal,
    }).catch(() => 'gone')
    await waited()
    leaves.abort()
    expect(await answer).toBe('gone')
    await vi.waitFor(() => expect(gateway.people.left).toEqual([elicitationId]))
    expect(upstream.received).toHaveLength(0)
  })

  test('a plain call tells how long it may wait where the person has the link open; a forced login waits for nothing', async () => {
    const key = 'aws.bedrock-agentcore.gateway/credentialProviderConfiguration'
    await gateway.call('notes___read', await gateway.bearer())
    expect(gateway.people.requests.at(-1)?.patience?.timeoutMs).toBe(10_000)
    const _meta = { [key]: { oauthCredentialProvider: { forceAuthentication: true } } }
    await gateway.call('notes___read', await gateway.bearer(), { _meta })
    expect(gateway.people.requests.at(-1)).not.toHaveProperty('patience')
  })
})

describe('mcp.md 1.3 notifications/elicitation/complete', () => {
  const mcp = {
    supportedVersions: ['2025-11-25' as const],
    sessionConfiguration: { sessionTimeoutInSeconds: 900 },
    streamingConfiguration: { enableResponseStreaming: true },
  }
  const ask = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'notes___read' } }

  test('goes to the session that was asked, when the person has finished, and to no other', async () => {
    const settings = { protocolConfiguration: { mcp } }
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, settings, gateway.issuer.authorizer()))
    gateway.people.state.holdsConsents = true
    const open = async (sub: string) => {
      const bearer = await gateway.bearer(sub)
      const headers = { ...(await gateway.initialize({ elicitation: { url: {} } }, bearer)), ...bearer }
      const news = await openEvents(gateway.url, { headers: { accept: 'text/event-stream', ...headers } })
      return { headers, news }
    }
    const [alice, bob] = [await open('alice'), await open('bob')]
    const asked = (await (await gateway.send(ask, alice.headers)).json()) as Answer
    expect(asked.error).toMatchObject({ code: -32042, data: { elicitations: [{ elicitationId }] } })
    await gateway.send(ask, alice.headers)
    await waited()
    gateway.people.settle.current?.('done')
    expect(await alice.news.method('notifications/elicitation/complete')).toMatchObject({ params: { elicitationId } })
    gateway.dataplane.drain()
    await Promise.all([alice.news.ended, bob.news.ended])
    const told = (news: typeof bob.news) => news.heard.filter(({ message }) => message !== undefined)
    expect([told(alice.news).length, told(bob.news).length]).toEqual([1, 0])
  })
})
