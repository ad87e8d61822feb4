import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { redirectUri, startAuthz, tokensOf, type AuthzRig } from '../../_support/authz-rig.ts'
import { badTokens, signed, type TokenMaker } from '../../_support/bad-tokens.ts'
import { freshSqlite, silent, type FreshSource } from '../../_support/databases.ts'
import { makerOf } from '../../_support/own-tokens.ts'
import { openDatabase, type Database } from '../../../lib/platform/db/index.ts'

const admin = { kind: 'console', userId: 'u', email: 'a@x', role: 'admin', sessionId: 's' } as const
const accessToken = 'urn:ietf:params:oauth:token-type:access_token'
const described = 'https://client.example/oauth/client.json'
interface Program {
  clientId: string
  clientSecret?: string
}
let place: FreshSource
let db: Database
let rig: AuthzRig
let desk: string
let program: Program
let first: string
let held: string
let maker: TokenMaker

const confidential = (clientName: string) =>
  rig.server.clients.create(admin, { clientName, redirectUris: [redirectUri], confidential: true })
const exchange = (change: Record<string, string | undefined> = {}, as: Program = program) => {
  const fields = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: held,
    subject_token_type: accessToken,
    client_id: as.clientId,
    client_secret: as.clientSecret,
    ...change,
  }
  const given = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  return rig.post('/token', Object.fromEntries(given))
}
const answerOf = async (response: Response) => (await response.json()) as Record<string, unknown>

beforeAll(async () => {
  place = await freshSqlite()
  db = await openDatabase(place.source, silent)
  const document = {
    ...{ client_id: described, client_name: 'Described', redirect_uris: [redirectUri], response_types: ['code'] },
    grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:token-exchange'],
    token_endpoint_auth_method: 'none',
  }
  rig = await startAuthz(db, { fetch: () => Promise.resolve(Response.json(document)) })
  desk = await rig.client()
  program = await confidential('Helper')
  first = (await tokensOf(rig, desk)).access_token
  maker = await makerOf(db, rig, first)
})
afterAll(async () => {
  await rig.close()
  await db[Symbol.asyncDispose]()
  await place.drop()
})
beforeEach(() => {
  held = first
})

describe('AS-12 token exchange', () => {
  test('what comes out is what went in, and says who acts; it is an access token and no refresh token', async () => {
    const answer = await answerOf(await exchange())
    expect(answer).toMatchObject({ issued_token_type: accessToken, token_type: 'Bearer', scope: 'mcp' })
    expect(answer).not.toHaveProperty('refresh_token')
    const [before, after] = [decodeJwt(held), decodeJwt(String(answer.access_token))]
    const same = ({ iss, sub, aud, client_id, grant, scope }: JWTPayload) => ({
      iss,
      sub,
      aud,
      client_id,
      grant,
      scope,
    })
    expect(same(after)).toEqual(same(before))
    expect(after.act).toEqual({ sub: program.clientId })
    expect(after.exp).toBeLessThanOrEqual(before.exp ?? 0)
    expect(after.jti).not.toBe(before.jti)
    expect(decodeProtectedHeader(String(answer.access_token))).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
    expect(await rig.server.issuer.isLive(after)).toBe(true)
  })

  test('it is audited with the person, the program and the client it acts beside', async () => {
    await exchange()
    const [event] = await db.client.auditEvent.findMany({
      where: { type: 'mcp-client.acted' },
      orderBy: { at: 'desc' },
      take: 1,
    })
    expect(event?.resource).toBe(`mcp-client/${program.clientId}`)
    expect(event?.actor).toContain('"alice"')
    expect(JSON.parse(event?.detail ?? '{}')).toEqual({ forClient: desk, gateway: rig.gateway, scope: 'mcp' })
  })

  test('it ends with the grant that the first one stood for', async () => {
    const passing = await rig.client()
    held = (await tokensOf(rig, passing)).access_token
    const acting = decodeJwt(String((await answerOf(await exchange())).access_token))
    const grant = (await rig.server.grants.list('alice')).find(({ clientId }) => clientId === passing)
    await rig.server.grants.revoke(admin, grant?.grantId ?? '')
    expect(await rig.server.issuer.isLive(acting)).toBe(false)
    expect((await answerOf(await exchange())).error).toBe('invalid_grant')
  })

  test('scopes may be narrowed and not widened', async () => {
    held = await signed(maker, { scope: 'mcp admin' })
    expect(await answerOf(await exchange({ scope: 'mcp' }))).toMatchObject({ scope: 'mcp' })
    for (const scope of ['mcp root', 'openid', ' '])
      expect((await answerOf(await exchange({ scope }))).error, scope).toBe('invalid_scope')
  })

  test('a narrowed token does not become wider again, and the chain of actors is kept and bounded', async () => {
    held = await signed(maker, { scope: 'mcp admin' })
    held = String((await answerOf(await exchange({ scope: 'mcp' }))).access_token)
    expect((await answerOf(await exchange({ scope: 'mcp admin' }))).error).toBe('invalid_scope')
    const second = await confidential('Second')
    held = String((await answerOf(await exchange({}, second))).access_token)
    expect(decodeJwt(held).act).toEqual({ sub: second.clientId, act: { sub: program.clientId } })
    for (let more = 0; more < 2; more++) held = String((await answerOf(await exchange())).access_token)
    expect((await answerOf(await exchange())).error).toBe('invalid_grant')
  })

  test('it stays one for its gateway, whatever is asked for', async () => {
    for (const change of [{ resource: rig.other }, { audience: rig.other }, { audience: 'https://elsewhere.example' }])
      expect((await answerOf(await exchange(change))).error).toBe('invalid_target')
    expect((await exchange({ resource: rig.gateway, audience: rig.gateway })).status).toBe(200)
  })

  test('it does not outlive the first one', async () => {
    held = await signed(maker, { exp: maker.now + 30 })
    const answer = await answerOf(await exchange())
    expect(answer.expires_in).toBeLessThanOrEqual(30)
    expect(decodeJwt(String(answer.access_token)).exp).toBe(maker.now + 30)
  })

  test('may_act is obeyed: it names this program, or the token is not for it', async () => {
    held = await signed(maker, { may_act: { sub: program.clientId } })
    expect((await exchange()).status).toBe(200)
    for (const may_act of [{ sub: 'another' }, {}, { sub: [program.clientId] }]) {
      held = await signed(maker, { may_act })
      expect((await answerOf(await exchange())).error).toBe('invalid_grant')
    }
  })

  test.each([
    ['no token', { subject_token: undefined }],
    ['no type', { subject_token_type: undefined }],
    ['an ID token’s type', { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' }],
    ['a refresh token’s type', { subject_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }],
    ['a wish for a refresh token', { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }],
    ['an actor’s token', { actor_token: 'x', actor_token_type: accessToken }],
  ])('%s is refused', async (_, change) => {
    const response = await exchange(change)
    expect(response.status).toBe(400)
    expect((await answerOf(response)).error).toBe('invalid_request')
  })

  // Which gateway a token is for, which client and what scope are this exchange's own questions.
  const others = /audience that (this|begins)|client that may not/
  test.each(badTokens.filter(([name]) => !others.test(name)))('RS-1 %s is exchanged for nothing', async (_, make) => {
    held = await make(maker)
    const response = await exchange()
    expect(response.status).toBe(400)
    expect((await answerOf(response)).error).toBe('invalid_grant')
  })

  test.each(['of a person who was disabled', 'for a gateway that is none here'])(
    'a token %s is exchanged for nothing',
    async (what) => {
      if (what.includes('disabled')) rig.disabled.add('alice')
      else held = await signed(maker, { aud: `${rig.gateway}/gone` })
      rig.clock.ahead += 5_001
      expect((await answerOf(await exchange())).error).toBe('invalid_grant')
      rig.disabled.clear()
    },
  )

  test('only a program with a secret that an administrator registered may ask', async () => {
    const registered = await answerOf(
      await rig.register({
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:token-exchange'],
      }),
    )
    expect(registered.grant_types).toEqual(['authorization_code'])
    const itself = { clientId: String(registered.client_id), clientSecret: String(registered.client_secret) }
    const open = await rig.server.clients.create(admin, { clientName: 'Open', redirectUris: [redirectUri] })
    for (const as of [itself, open, { clientId: desk }])
      expect((await answerOf(await exchange({}, as))).error).toBe('invalid_request')
    // A document may name any grant type; whoever hosts one is no program of an administrator's.
    expect((await answerOf(await exchange({}, { clientId: described }))).error).toBe('unauthorized_client')
    const wrong = await exchange({}, { ...program, clientSecret: 'wrong' })
    expect(wrong.status).toBe(401)
    expect((await answerOf(wrong)).error).toBe('invalid_client')
  })
})
