import { request } from 'node:http'
import type { JWK } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { builtInDiscoveryUrl } from '../../../lib/contracts/mcp-clients.ts'
import { openDatabase, type Database } from '../../../lib/platform/db/index.ts'
import { badTokens, canary, signed, weakTokens, type TokenMaker } from '../../_support/bad-tokens.ts'
import { startAuthz, tokensOf, type AuthzRig } from '../../_support/authz-rig.ts'
import { freshSqlite, silent, type FreshSource } from '../../_support/databases.ts'
import { createTestGateway, gatewayId, type Answer } from '../../_support/dataplane/gateway.ts'
import { createUpstream, json, plainServer, resultOf } from '../../_support/dataplane/mcp-upstream.ts'
import { makerOf, publicPem } from '../../_support/own-tokens.ts'
import { gatewayRecord, servingTarget } from '../../_support/dataplane/rooms.ts'

let gateway: Awaited<ReturnType<typeof createTestGateway>>
let upstream: Awaited<ReturnType<typeof createUpstream>>
let maker: TokenMaker

const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'notes___read', arguments: {} } }

/** Everything that a refused caller is told. A header that fetch would not send goes as it is. */
async function ask(token: string, headers: Record<string, string> = {}) {
  const told = await new Promise<{ status: number; headers: string; challenge: string; text: string }>(
    (resolve, reject) => {
      const asked = request(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      })
      asked.on('error', reject)
      asked.on('response', (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: JSON.stringify(answer.headers),
            challenge: answer.headers['www-authenticate'] ?? '',
            text,
          }),
        )
      })
      asked.end(JSON.stringify(call))
    },
  )
  return { ...told, message: (JSON.parse(told.text) as Answer).error?.message ?? '' }
}

/** All that anybody is told about a token: none of it depends on a claim's value, a key or the rules of the gateway. */
const words = [
  'Send an access token as Authorization: Bearer.',
  'The token is not a valid one of the issuer that this gateway trusts.',
  'This is not an access token: its typ is none of JWT and at+jwt.',
  'The token has expired. Sign in again.',
  'The token was issued in the future.',
  'The token names nobody: its sub is missing, or is no text of 1 to 255 plain characters.',
  'The token is not meant for this gateway: its aud is not allowed.',
  'The client that the token was issued to is not allowed here.',
  'This sign-in was ended. Sign in again.',
]

function corpus() {
  beforeEach(async () => {
    upstream = await createUpstream(plainServer(({ message }, res) => json(res, resultOf(message.id, 'hello'))))
    gateway.rooms.serving.set(gatewayId, [servingTarget('notes', upstream.endpoint, ['read'])])
    gateway.changes.publish({ kind: 'gateway', gatewayId })
    return () => upstream.close()
  })

  test('the token without a fault is let in, and reaches the MCP server', async () => {
    expect(await ask(await signed(maker))).toMatchObject({ status: 200, challenge: '' })
    expect(upstream.calls()).toHaveLength(1)
  })

  test.each(badTokens)('%s: 401, no word too much, and nothing reaches a server', async (_, make) => {
    const { status, headers, challenge, text, message } = await ask(await make(maker))
    expect(status, text).toBe(401)
    expect(challenge).toMatch(/^Bearer error="invalid_token", (scope="[^"]*", )?resource_metadata="[^"]+"$/)
    expect(words).toContain(message)
    expect(headers + text).not.toContain(canary)
    expect(upstream.received).toEqual([])
  })

  test.each(weakTokens)('%s: 403 with the scope to ask for, and nothing reaches a server', async (_, make) => {
    const { status, headers, challenge, text } = await ask(await make(maker))
    expect(status, text).toBe(403)
    expect(challenge).toContain('Bearer error="insufficient_scope", scope="')
    expect(headers + text).not.toContain(canary)
    expect(upstream.received).toEqual([])
  })

  test.each([
    ['another scheme', (token: string) => ({ authorization: `Basic ${token}` })],
    ['no scheme', (token: string) => ({ authorization: token })],
    ['two tokens', (token: string) => ({ authorization: `Bearer ${token}, Bearer ${token}` })],
    ['a token and more', (token: string) => ({ authorization: `Bearer ${token} ${token}` })],
  ])('a good token under %s is none', async (_, headers) => {
    expect(await ask('', headers(await signed(maker)))).toMatchObject({ status: 401 })
    expect(upstream.received).toEqual([])
  })
}

describe('RS-1 RS-6 bad tokens at a gateway of an external issuer', () => {
  beforeAll(async () => {
    gateway = await createTestGateway()
    const privateKey = await gateway.issuer.addKey('rsa', 'RS256')
    const authorizer = gateway.issuer.authorizer({ allowedClients: ['agent'], allowedScopes: ['tools'] })
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, authorizer))
    const now = gateway.clock.at / 1000
    const claims = { ...gateway.issuer.claims(), scope: 'tools' }
    const publicKey = await publicPem(gateway.issuer.keys.get('rsa')?.jwk as JWK)
    maker = { issuer: gateway.issuer.name, kid: 'rsa', privateKey, publicKey, claims, now }
  })
  afterAll(() => gateway.close())
  corpus()

  test('RS-10 however many keys were made up, the issuer was hardly asked, and nobody else at all', () => {
    expect(gateway.issuer.fetched.every((url) => url.startsWith(gateway.issuer.name))).toBe(true)
    expect(gateway.issuer.fetched.filter((url) => url.endsWith('/jwks')).length).toBeLessThanOrEqual(2)
  })
})

describe('RS-1 RS-6 bad tokens at a gateway of the built-in sign-in', () => {
  let place: FreshSource
  let db: Database
  let rig: AuthzRig
  let clientId: string
  beforeAll(async () => {
    place = await freshSqlite()
    db = await openDatabase(place.source, silent)
    rig = await startAuthz(db)
    clientId = await rig.client()
    gateway = await createTestGateway({}, undefined, undefined, rig.server.issuer)
    gateway.clock.at = Date.now()
    const authorizer = {
      discoveryUrl: builtInDiscoveryUrl(rig.origin),
      ...{ allowedAudience: [rig.gateway], allowedClients: [clientId], allowedScopes: ['mcp'] },
    }
    gateway.rooms.records.set(gatewayId, gatewayRecord(gatewayId, {}, authorizer))
    const { access_token } = await tokensOf(rig, clientId)
    maker = { ...(await makerOf(db, rig, access_token)), now: Math.floor(gateway.clock.at / 1000) }
  })
  afterAll(async () => {
    await gateway.close()
    await rig.close()
    await db[Symbol.asyncDispose]()
    await place.drop()
  })
  corpus()

  test.each([
    ['no grant', { grant: undefined }],
    ['a grant that never was', { grant: 'x'.repeat(43) }],
    ['a grant that is no text', { grant: ['x'] }],
    ['nobody’s subject', { sub: 'nobody' }],
  ])('a token of ours with %s stands for nothing', async (_, claims) => {
    expect(await ask(await signed(maker, claims))).toMatchObject({ status: 401, message: words.at(-1) })
    expect(upstream.received).toEqual([])
  })

  test('RS-2 a token for the gateway next door is none here', async () => {
    const { access_token } = await tokensOf(rig, clientId, { resource: rig.other })
    expect((await ask(access_token)).status).toBe(401)
  })

  test('an ID token and a refresh token are no access tokens', async () => {
    const tokens = (await tokensOf(rig, clientId, { scope: 'openid' })) as { id_token?: string; refresh_token: string }
    expect(tokens.id_token).toBeTruthy()
    expect((await ask(tokens.id_token ?? '')).status).toBe(401)
    expect((await ask(tokens.refresh_token)).status).toBe(401)
  })

  test('the token of a person who was disabled, and of a sign-in that was ended, are none within five seconds', async () => {
    const { access_token } = await tokensOf(rig, clientId)
    expect((await ask(access_token)).status).toBe(200)
    rig.disabled.add('alice')
    rig.clock.ahead += 5_001
    expect(await ask(access_token)).toMatchObject({ status: 401, message: words.at(-1) })
    rig.disabled.clear()
    expect((await ask(access_token)).status).toBe(200)
    const [grant] = await rig.server.grants.list('alice')
    await rig.server.grants.revoke({ kind: 'system' }, grant?.grantId ?? '')
    expect(await ask(access_token)).toMatchObject({ status: 401, message: words.at(-1) })
  })
})
