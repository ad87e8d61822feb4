import { pino } from 'pino'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTokenVerifier } from '../../../../lib/policy/index.ts'
import { repeatsNames } from '../../../../lib/policy/inbound-auth/repeated-names.ts'
import { badTokens } from '../../../_support/bad-tokens.ts'
import { createIssuer, now, type TestIssuer } from '../../../_support/dataplane/issuer.ts'

const second = now / 1000
let issuer: TestIssuer
beforeAll(async () => {
  issuer = await createIssuer()
})

const verify = (token: string) =>
  createTokenVerifier({
    egress: issuer.client,
    clock: { now: () => now },
    logger: pino({ level: 'silent' }),
  }).verifyToken(issuer.authorizer(), token)

// Its tokens are sent to gateways by tests/integration/dataplane/bad-tokens.test.ts.
test('RS-1 the corpus of bad tokens has at least thirty faults', () => {
  expect(new Set(badTokens.map(([name]) => name)).size).toBeGreaterThanOrEqual(30)
})

test('RS-1 a token of more than 16 kB is not even read', async () => {
  expect(await verify(await issuer.sign({ filler: 'x'.repeat(20_000) }))).toMatchObject({ ok: false })
  expect(issuer.fetched).toEqual([])
})

describe('RS-1 a name that is given twice', () => {
  test.each([
    ['{"a":1,"a":2}', true],
    ['{"a":1,"\\u0061":2}', true],
    ['{"a":{"a":1,"b":[{"a":2}]},"b":"\\"a\\":"}', false],
    ['{"a":"x","b":{"c":1},"a":3}', true],
    ['{"a":["a","a"],"b":"a"}', false],
    ['{ "a" : 1 , "b" : 2 , "a" : 3 }', true],
    ['{}', false],
  ])('%s: %s', (json, repeats) => {
    expect(repeatsNames(json)).toBe(repeats)
  })
})

describe('RS-1 tokens that are let in', () => {
  test.each<[string, () => Promise<string>]>([
    ['without typ', () => issuer.sign()],
    ['typ JWT', () => issuer.sign({}, { typ: 'JWT' })],
    ['typ at+jwt', () => issuer.sign({}, { typ: 'at+jwt' })],
    ['expired 59 s ago, within the skew', () => issuer.sign({ exp: second - 59 })],
    ['beginning in 59 s, within the skew', () => issuer.sign({ nbf: second + 59 })],
    ['one of several audiences', () => issuer.sign({ aud: ['other', 'gateway'] })],
    ['a jku beside a good signature, which is ignored', () => issuer.sign({}, { jku: 'https://evil.example/jwks' })],
  ])('%s', async (_, make) => {
    const verdict = await verify(await make())
    expect(verdict).toMatchObject({ ok: true, iss: issuer.name, sub: 'alice', clientId: 'agent' })
    expect(issuer.fetched.every((url) => url.startsWith(issuer.name))).toBe(true)
  })
})
