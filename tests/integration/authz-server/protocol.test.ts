import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  allowedCode,
  authorizeQuery,
  Browser,
  exchange,
  pkce,
  redirectUri,
  refresh,
  startAuthz,
  testKeyring,
  tokensOf,
  type AuthzRig,
  type TokenAnswer,
} from '../../_support/authz-rig.ts'
import { describeOnBothDatabases } from '../../_support/databases.ts'
import { artifactId } from '../../../lib/authz-server/storage/provider-adapter.ts'
import { Secret } from '../../../lib/kernel/secret.ts'
import { open as openSealed, seal } from '../../../lib/platform/crypto/envelope.ts'
import type { Database } from '../../../lib/platform/db/index.ts'
import { sha256Base64url } from '../../../lib/platform/crypto/hash.ts'

describeOnBothDatabases('the authorization server', (open) => {
  let rig: AuthzRig
  let clientId: string
  beforeAll(async () => {
    rig = await startAuthz(open())
    clientId = await rig.client()
  })
  afterAll(() => rig.close())

  const start = (query: Record<string, string>, browser = new Browser(rig)) =>
    browser.start({ ...authorizeQuery(rig, clientId, pkce().challenge), ...query })
  const answerOf = async (response: Response) => (await response.json()) as TokenAnswer & Record<string, unknown>

  describe('metadata', () => {
    test.each(['/oauth/.well-known/openid-configuration', '/oauth/.well-known/oauth-authorization-server'])(
      '%s says OAuth 2.1 and nothing older',
      async (path) => {
        const document = (await (await fetch(rig.origin + path)).json()) as Record<string, unknown>
        expect(document).toMatchObject({
          issuer: rig.issuer,
          authorization_endpoint: `${rig.issuer}/authorize`,
          token_endpoint: `${rig.issuer}/token`,
          registration_endpoint: `${rig.issuer}/register`,
          revocation_endpoint: `${rig.issuer}/revoke`,
          jwks_uri: `${rig.issuer}/jwks`,
          response_types_supported: ['code'],
          code_challenge_methods_supported: ['S256'],
          client_id_metadata_document_supported: true,
          authorization_response_iss_parameter_supported: true,
        })
        expect(document.grant_types_supported).not.toContain('implicit')
        expect(document.grant_types_supported).not.toContain('password')
      },
    )

    test('promises nothing that gateways do not keep: no proof-bound tokens, no pushed requests', async () => {
      const document = await (await fetch(`${rig.origin}/oauth/.well-known/oauth-authorization-server`)).json()
      expect(document).not.toHaveProperty('dpop_signing_alg_values_supported')
      expect(document).not.toHaveProperty('pushed_authorization_request_endpoint')
      const pushed = await fetch(`${rig.origin}/oauth/request`, {
        method: 'POST',
        body: new URLSearchParams(authorizeQuery(rig, clientId, pkce().challenge)),
      })
      expect(pushed.status).toBe(404)
    })

    test('the public key set holds the key that signs and the next one, and no private part', async () => {
      const { keys } = (await (await fetch(`${rig.origin}/oauth/jwks`)).json()) as { keys: Record<string, unknown>[] }
      expect(keys.length).toBeGreaterThanOrEqual(2)
      for (const key of keys) expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
    })
  })

  describe('AS-1 AS-2 what is refused before anybody is asked', () => {
    test.each([
      ['another path', 'https://client.example/other'],
      ['another host', 'https://evil.example/callback'],
      ['a longer path', `${redirectUri}/`],
      ['a query', `${redirectUri}?x=1`],
      ['a loopback address that is not registered', 'http://127.0.0.1:9/callback'],
    ])('a redirect URI with %s gets a page and no redirect', async (_, uri) => {
      const seen = await start({ redirect_uri: uri })
      expect(seen).toMatchObject({ status: 400, location: '' })
    })

    test('an unknown client gets a page and no redirect', async () => {
      expect(await start({ client_id: 'nobody' })).toMatchObject({ status: 400, location: '' })
    })

    test.each([
      ['no challenge', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
      ['a challenge without method', { code_challenge_method: '' }, 'invalid_request'],
      ['plain', { code_challenge_method: 'plain' }, 'invalid_request'],
      ['implicit', { response_type: 'token' }, 'unsupported_response_type'],
      ['hybrid', { response_type: 'code id_token' }, 'unsupported_response_type'],
      ['AS-10 no gateway', { resource: 'https://elsewhere.example/mcp' }, 'invalid_target'],
      ['AS-10 nearly the gateway', { resource: 'GATEWAY/' }, 'invalid_target'],
    ])('%s is told to the client, with iss', async (_, query, error) => {
      const fixed = Object.fromEntries(
        Object.entries(query).map(([name, value]) => [name, value.replace('GATEWAY', rig.gateway)]),
      )
      const { location } = await start(fixed)
      const { searchParams, hash } = new URL(location)
      const answer = searchParams.size > 0 ? searchParams : new URLSearchParams(hash.slice(1))
      expect(answer.get('error')).toBe(error)
      expect(answer.get('iss')).toBe(rig.issuer)
      expect(answer.get('code')).toBeNull()
    })

    test('AS-10 two gateways in one request are refused', async () => {
      const query = new URLSearchParams(authorizeQuery(rig, clientId, pkce().challenge))
      query.append('resource', rig.other)
      const seen = await new Browser(rig).send(`${rig.origin}/oauth/authorize?${query}`)
      expect(seen.location).toContain('error=invalid_target')
    })
  })

  test('AS-1 a loopback redirect may differ in its port and in nothing else', async () => {
    const native = await rig.client({ redirect_uris: ['http://127.0.0.1:1000/cb'] })
    expect((await start({ client_id: native, redirect_uri: 'http://127.0.0.1:2000/cb' })).location).toContain(
      '/consent',
    )
    for (const uri of ['http://localhost:1000/cb', 'http://127.0.0.1:1000/other', 'https://127.0.0.1:1000/cb'])
      expect(await start({ client_id: native, redirect_uri: uri })).toMatchObject({ status: 400, location: '' })
  })

  test('a token is a JWT for one gateway and one person, ten minutes long', async () => {
    const { access_token } = await tokensOf(rig, clientId)
    expect(decodeProtectedHeader(access_token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
    const claims = decodeJwt(access_token)
    expect(claims).toMatchObject({ iss: rig.issuer, sub: 'alice', aud: rig.gateway, scope: 'mcp', client_id: clientId })
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600)
  })

  test('AS-2 the verifier must be the challenge’s', async () => {
    const code = await allowedCode(rig, clientId)
    expect((await answerOf(await exchange(rig, clientId, { ...code, verifier: pkce().verifier }))).error).toBe(
      'invalid_grant',
    )
  })

  test('AS-3 a second exchange is refused and ends what the first one gave; a wrong one does neither', async () => {
    const code = await allowedCode(rig, clientId)
    const first = await answerOf(await exchange(rig, clientId, code))
    await exchange(rig, clientId, { ...code, verifier: pkce().verifier })
    const { refresh_token } = await answerOf(await refresh(rig, clientId, first.refresh_token))
    expect(refresh_token).toBeTruthy()
    expect((await exchange(rig, clientId, code)).status).toBe(400)
    expect((await refresh(rig, clientId, refresh_token)).status).toBe(400)
  })

  test('AS-4 an answer that was lost may be asked for again, and the family goes on', async () => {
    const { refresh_token: first } = await tokensOf(rig, clientId)
    const lost = await answerOf(await refresh(rig, clientId, first))
    const again = await answerOf(await refresh(rig, clientId, first))
    expect(again.refresh_token).toBe(lost.refresh_token)
    expect((await refresh(rig, clientId, again.refresh_token)).status).toBe(200)
  })

  test('AS-4 once the successor was used, a repetition ends the whole family', async () => {
    const { refresh_token: first } = await tokensOf(rig, clientId)
    const second = await answerOf(await refresh(rig, clientId, first))
    const third = await answerOf(await refresh(rig, clientId, second.refresh_token))
    expect((await answerOf(await refresh(rig, clientId, first))).error).toBe('invalid_grant')
    expect((await answerOf(await refresh(rig, clientId, third.refresh_token))).error).toBe('invalid_grant')
  })

  test('AS-5 a refresh token ends after two idle weeks, and ninety days after the sign-in in any case', async () => {
    const { refresh_token } = await tokensOf(rig, clientId)
    const db = open()
    const daysLeft = async (token: string) => {
      const [row] = await db.query<{ left: number }>(
        `SELECT "expiresAt" - ${db.nowSql} AS "left" FROM "AuthzArtifact" WHERE "id" = ?`,
        artifactId('RefreshToken', token),
      )
      return (row?.left ?? 0) / 86_400_000
    }
    expect(Math.ceil(await daysLeft(refresh_token))).toBe(14)
    await changePayload(db, refresh_token, (payload) => ({ ...payload, iiat: Number(payload.iiat) - 89 * 86_400 }))
    const { refresh_token: late } = await answerOf(await refresh(rig, clientId, refresh_token))
    expect(await daysLeft(late)).toBeGreaterThan(0)
    expect(await daysLeft(late)).toBeLessThanOrEqual(1)
    await db.raw('UPDATE "AuthzArtifact" SET "expiresAt" = 0 WHERE "id" = ?', artifactId('RefreshToken', late))
    expect((await answerOf(await refresh(rig, clientId, late))).error).toBe('invalid_grant')
  })

  test('AS-10 a refresh or an exchange for another gateway is refused and costs nothing', async () => {
    const code = await allowedCode(rig, clientId)
    expect((await answerOf(await exchange(rig, clientId, code, { resource: rig.other }))).error).toBe('invalid_target')
    const { refresh_token } = await tokensOf(rig, clientId)
    const widened = await rig.post('/token', {
      grant_type: 'refresh_token',
      client_id: clientId,
      refresh_token,
      resource: rig.other,
    })
    expect((await answerOf(widened)).error).toBe('invalid_target')
    expect((await refresh(rig, clientId, refresh_token)).status).toBe(200)
  })

  test('AS-11 revoking a refresh token ends the grant; an unknown token is answered alike', async () => {
    const { access_token, refresh_token } = await tokensOf(rig, clientId)
    const claims = decodeJwt(access_token)
    expect(await rig.server.issuer.isLive(claims)).toBe(true)
    expect((await rig.post('/revoke', { client_id: clientId, token: 'unknown' })).status).toBe(200)
    expect((await rig.post('/revoke', { client_id: await rig.client(), token: refresh_token })).status).toBe(200)
    expect((await rig.post('/revoke', { client_id: clientId, token: refresh_token })).status).toBe(200)
    expect((await refresh(rig, clientId, refresh_token)).status).toBe(400)
    rig.clock.ahead += 6_000
    expect(await rig.server.issuer.isLive(claims)).toBe(false)
  })

  test('a person who is disabled is let in no more, by no token', async () => {
    const { access_token, refresh_token } = await tokensOf(rig, clientId)
    rig.disabled.add('alice')
    rig.clock.ahead += 6_000
    expect(await rig.server.issuer.isLive(decodeJwt(access_token))).toBe(false)
    expect((await refresh(rig, clientId, refresh_token)).status).toBe(400)
    rig.disabled.delete('alice')
  })

  test('AS-14 nothing that the store holds can be presented', async () => {
    const { refresh_token } = await tokensOf(rig, clientId)
    const { code } = await allowedCode(rig, clientId)
    const registered = await answerOf(await rig.register({ token_endpoint_auth_method: 'client_secret_basic' }))
    const secret = String(registered.client_secret)
    const db = open()
    const rows = await Promise.all(
      ['AuthzArtifact', 'McpClient', 'SigningKey', 'ClientConsent'].map((table) =>
        db.query(`SELECT * FROM "${table}"`),
      ),
    )
    const dump = JSON.stringify(rows)
    for (const credential of [refresh_token, code, secret]) expect(dump).not.toContain(credential)
    expect(dump).not.toContain('"d":')
    expect(dump).toContain(sha256Base64url(secret))
  })

  test('AS-15 a person’s grants are listed and can be taken back, by himself or by an administrator', async () => {
    const admin = { kind: 'console', userId: 'u', email: 'a@x', role: 'admin', sessionId: 's' } as const
    const { refresh_token } = await tokensOf(rig, clientId)
    const [latest] = await rig.server.grants.list('alice')
    expect(latest).toMatchObject({ clientId, clientName: 'Test client', email: 'alice@example.com' })
    await expect(rig.server.grants.revoke(admin, latest?.grantId ?? '', 'bob')).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    })
    await rig.server.grants.revoke(admin, latest?.grantId ?? '', 'alice')
    expect((await refresh(rig, clientId, refresh_token)).status).toBe(400)
  })

  test('keys rotate without anybody noticing: the old one verifies, the next one was known before', async () => {
    const admin = { kind: 'console', userId: 'u', email: 'a@x', role: 'admin', sessionId: 's' } as const
    const before = await rig.server.signIn.describe()
    const { access_token } = await tokensOf(rig, clientId)
    await rig.server.signIn.rotateKeys(admin)
    const after = await rig.server.signIn.describe()
    expect(after.signingKeys[0]?.keyId).toBe(before.signingKeys.find(({ use }) => use === 'next')?.keyId)
    expect(decodeProtectedHeader((await tokensOf(rig, clientId)).access_token).kid).toBe(after.signingKeys[0]?.keyId)
    const { keys } = await rig.server.issuer.keys({ renewed: false })
    expect(keys.map(({ kid }) => kid)).toContain(decodeProtectedHeader(access_token).kid)
  })
})

/** As if the token had been another one all the time. */
async function changePayload(db: Database, token: string, change: (payload: Record<string, unknown>) => object) {
  const id = artifactId('RefreshToken', token)
  const aad = ['authz-artifact', 'RefreshToken', id]
  const row = await db.client.authzArtifact.findUniqueOrThrow({ where: { id } })
  const payload = JSON.parse(openSealed(testKeyring(), row.payloadSealed, aad).reveal()) as Record<string, unknown>
  const payloadSealed = seal(testKeyring(), new Secret(JSON.stringify(change(payload))), aad)
  await db.client.authzArtifact.update({ where: { id }, data: { payloadSealed } })
}
