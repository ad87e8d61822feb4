import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestGateway, gatewayId, type Answer } from '../../_support/dataplane/gateway.ts'
import { now } from '../../_support/dataplane/issuer.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { modernRequest } from '../../_support/dataplane/modern.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

const oauth = { providerName: 'github', scopes: ['repo'], defaultReturnUrl: 'https://app.example.com/return' }
const wide = ['repo', 'admin']
let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
/** What the server says is missing to each token in turn; undefined: it answers the call. */
let wants: (token: string) => string | undefined
beforeEach(async () => {
  gateway = await createTestGateway()
  wants = (token) => (token === 'Bearer wide' ? undefined : 'admin repo')
  upstream = await createUpstream(
    plainServer(({ message, headers }, res) => {
      const missing = wants(String(headers.authorization))
      if (missing === undefined) return json(res, resultOf(message.id, String(headers.authorization)))
      const challenge = `Bearer error="insufficient_scope", scope="${missing}"`
      return json(res, {}, { 'www-authenticate': challenge }, 403)
    }),
  )
  gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, gateway.issuer.authorizer()))
  gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['read'], { oauth })])
  connect('narrow')
})
afterEach(async () => {
  await gateway.close()
  await upstream.close()
})
const connect = (token: string, more: { scopes?: string[]; granted?: string[] } = {}) =>
  gateway.people.connect(gateway.issuer.name, 'alice', token, more)
const legacy = async () => (await gateway.call('notes___read', await gateway.bearer())).body
const textOf = (answer: Answer) => answer.result?.content[0]?.text ?? ''
const withUrl = { elicitation: { url: {} } }
const modern = async (more: Record<string, unknown> = {}, capabilities: object = withUrl) => {
  const { body, headers } = modernRequest('tools/call', { name: 'notes___read', ...more }, capabilities)
  const authorization = `Bearer ${await gateway.issuer.sign({ sub: 'alice', exp: now / 1000 + 7_200 })}`
  return (await (await gateway.send(body, { ...headers, authorization })).json()) as Answer
}
const accepted = { inputResponses: { consent: { action: 'accept' } } }

describe('403 insufficient_scope', () => {
  test('asks for the missing scopes alone, and the call goes on with the wider token', async () => {
    expect((await legacy()).error?.code).toBe(-32042)
    expect(gateway.people.requests.at(-1)).toMatchObject({ scopes: ['repo'], extraScopes: ['admin'] })
    connect('wide', { scopes: wide })
    expect(textOf(await legacy())).toBe('Bearer wide')
    expect(gateway.people.requests.at(-1)).not.toHaveProperty('extraScopes')
  })

  test('as text it says what is wanted beyond what was agreed to', async () => {
    expect(textOf(await modern({}, {}))).toContain('needs more than you have agreed to: admin. Open this link')
  })

  test('in 2026-07-28 the same link again until the person has agreed, then the call completes', async () => {
    const { result } = await modern()
    expect(result?.resultType).toBe('input_required')
    const again = await modern({ ...accepted, requestState: result?.requestState })
    expect(again.result?.resultType).toBe('input_required')
    expect(gateway.people.requests.at(-1)).toMatchObject({ extraScopes: ['admin'], forceAuthentication: false })
    expect(upstream.calls()).toHaveLength(1)
    connect('wide', { scopes: wide })
    expect(textOf(await modern({ ...accepted, requestState: again.result?.requestState }))).toBe('Bearer wide')
  })

  test('another call has widened the connection meanwhile: the call goes on at once', async () => {
    wants = (token) => {
      if (token === 'Bearer wide') return undefined
      connect('wide', { scopes: wide })
      return 'admin'
    }
    expect(textOf(await legacy())).toBe('Bearer wide')
    expect(upstream.calls()).toHaveLength(2)
  })

  test('one step-up per call: a server that wants still more after it is told, not obeyed', async () => {
    const { result } = await modern()
    connect('wide', { scopes: wide })
    wants = () => 'admin even-more'
    const answer = await modern({ ...accepted, requestState: result?.requestState })
    expect(answer.result?.isError).toBe(true)
    expect(textOf(answer)).toContain('wants still more after you were asked: even-more')
  })

  test('OC-17 a server that wants something new each time is asked for twice per tool', async () => {
    const asked: string[] = []
    wants = () => `scope-${upstream.calls().length}`
    for (const scopes of [['repo'], ['repo', 'scope-1'], ['repo', 'scope-1', 'scope-2']]) {
      connect('token', { scopes })
      const { error, result } = await legacy()
      asked.push(error ? String(error.code) : (result?.content[0]?.text ?? ''))
    }
    expect(asked.slice(0, 2)).toEqual(['-32042', '-32042'])
    expect(asked[2]).toContain('does not go on asking')
  })

  test('OC-15 a provider that gave less than it was asked for is named, and nobody is asked again', async () => {
    connect('narrow', { scopes: wide, granted: ['repo'] })
    const { result } = await legacy()
    expect(result?.isError).toBe(true)
    expect(textOf({ result } as Answer)).toContain('github was asked for that, you agreed, and it gave less')
    expect(upstream.calls()).toHaveLength(1)
  })

  test('a server that wants what the login has is at fault itself', async () => {
    wants = () => 'repo'
    expect(textOf(await legacy())).toContain('refuses the call for want of repo, which your login has')
  })

  test.each(['', 'a\\"b', Array.from({ length: 51 }, (_, n) => `s${n}`).join(' '), 'ünsichtbar'])(
    'I9 scopes that cannot be asked for (%j) ask nobody, and are told without links',
    async (scope) => {
      wants = () => scope
      const { result } = await legacy()
      expect(result?.isError).toBe(true)
      expect(textOf({ result } as Answer)).toContain('wants more than was consented to')
      expect(gateway.people.requests).toHaveLength(1)
    },
  )
})
