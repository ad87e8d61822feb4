import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { DomainError } from '../../../../lib/kernel/domain-error.ts'
import { createTokenVerifier } from '../../../../lib/policy/index.ts'
import { createIssuer, now } from '../../../_support/dataplane/issuer.ts'

const minute = 60_000
const hour = 60 * minute

async function setUp() {
  const issuer = await createIssuer()
  const clock = { at: now, now: () => clock.at }
  const verifier = createTokenVerifier({ egress: issuer.client, clock, logger: pino({ level: 'silent' }) })
  const authorizer = issuer.authorizer()
  const verify = async (token: string | Promise<string>) => verifier.verifyToken(authorizer, await token)
  const keyFetches = () => issuer.fetched.filter((url) => url.endsWith('/jwks')).length
  /** A token of whatever the clock shows. */
  const fresh = (header: Record<string, unknown> = {}, sub = 'alice') => {
    const second = clock.at / 1000
    return issuer.sign({ sub, iat: second - 1, exp: second + 300 }, header)
  }
  return { issuer, clock, verifier, authorizer, verify, keyFetches, fresh }
}

describe('RS-10 keys of the issuer', () => {
  test('a flood of unknown key ids costs at most two fetches a minute', async () => {
    const { issuer, clock, verify, keyFetches, fresh } = await setUp()
    await verify(fresh())
    const unknown = await Promise.all(
      Array.from({ length: 100 }, (_, index) => issuer.sign({ sub: String(index) }, { kid: 'k1', x: index })),
    )
    const before = keyFetches()
    for (const [index, token] of unknown.entries()) {
      clock.at = now + index * 600
      const [, payload, signature] = token.split('.')
      const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: `unknown-${index}` })).toString('base64url')
      expect((await verify(`${header}.${payload}.${signature}`)).ok).toBe(false)
    }
    expect(keyFetches() - before).toBeLessThanOrEqual(2)
  })

  test('a hundred first callers share one fetch of each document', async () => {
    const { issuer, verify, fresh } = await setUp()
    const tokens = await Promise.all(Array.from({ length: 100 }, (_, index) => fresh({}, `user-${index}`)))
    const verdicts = await Promise.all(tokens.map(verify))
    expect(verdicts.every(({ ok }) => ok)).toBe(true)
    expect(issuer.fetched).toHaveLength(2)
  })

  test('a new key is found 30 s after the last fetch', async () => {
    const { issuer, clock, verify, fresh } = await setUp()
    await verify(fresh())
    await issuer.addKey('k2')
    expect((await verify(fresh({ kid: 'k2' }))).ok).toBe(false)
    clock.at += 30_000
    expect((await verify(fresh({ kid: 'k2' }))).ok).toBe(true)
  })

  test('a withdrawn key is refused once the set is old', async () => {
    const { issuer, clock, verify, fresh } = await setUp()
    await verify(fresh())
    const left = await fresh({}, 'mallory')
    issuer.keys.clear()
    await issuer.addKey('k2')
    clock.at += 21 * minute
    const token = await issuer.sign({ exp: clock.at / 1000 + 60 }, { kid: 'k2' })
    expect((await verify(token)).ok).toBe(true)
    clock.at = now + 21 * minute
    expect((await verify(left)).ok).toBe(false)
  })

  test('while the issuer is down its keys serve for a day, and no longer', async () => {
    const { issuer, clock, verify, fresh } = await setUp()
    await verify(fresh())
    issuer.state.down = true
    clock.at = now + 23 * hour
    expect((await verify(fresh())).ok).toBe(true)
    clock.at = now + 25 * hour
    await expect(verify(fresh())).rejects.toThrow(DomainError)
  })

  test('an issuer that was never reached is a 503 of the issuer, and is asked again soon after', async () => {
    const { issuer, clock, verify, fresh } = await setUp()
    issuer.state.down = true
    await expect(verify(fresh())).rejects.toMatchObject({ code: 'ServiceUnavailableException' })
    issuer.state.down = false
    clock.at += 1_000
    expect((await verify(fresh())).ok).toBe(true)
  })
})

describe('what discovery may say', () => {
  test('one slash more at the end of the issuer is the same issuer', async () => {
    const { issuer, verifier, authorizer } = await setUp()
    const name = `${issuer.name}/`
    issuer.documents.set(authorizer.discoveryUrl, () => ({ issuer: name, jwks_uri: `${issuer.name}/jwks` }))
    expect(await verifier.issuerOf(authorizer)).toBe(name)
    expect(await verifier.verifyToken(authorizer, await issuer.sign({ iss: name }))).toMatchObject({
      ok: true,
      iss: name,
    })
  })

  test('a document of another issuer is refused', async () => {
    const { issuer, authorizer, verify } = await setUp()
    issuer.documents.set(authorizer.discoveryUrl, () => ({
      issuer: 'https://evil.example',
      jwks_uri: `${issuer.name}/jwks`,
    }))
    await expect(verify(issuer.sign())).rejects.toMatchObject({ code: 'ServiceUnavailableException' })
  })
})

describe('RS-2 what was verified is remembered per gateway', () => {
  test('the memory of one authorizer says nothing to another', async () => {
    const { issuer, verifier, authorizer } = await setUp()
    const token = await issuer.sign()
    expect((await verifier.verifyToken(authorizer, token)).ok).toBe(true)
    expect((await verifier.verifyToken(issuer.authorizer({ allowedAudience: ['other'] }), token)).ok).toBe(false)
  })

  test('it ends with the token', async () => {
    const { issuer, clock, verify } = await setUp()
    const token = await issuer.sign({ exp: now / 1000 + 5 })
    expect((await verify(token)).ok).toBe(true)
    clock.at += 66_000
    expect((await verify(token)).ok).toBe(false)
  })
})
