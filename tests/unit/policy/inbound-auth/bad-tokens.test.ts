import { createHmac } from 'node:crypto'
import { exportJWK, exportSPKI, generateKeyPair, importJWK, type JWTPayload } from 'jose'
import { pino } from 'pino'
import { beforeAll, describe, expect, test } from 'vitest'
import { createTokenVerifier } from '../../../../lib/policy/index.ts'
import { createIssuer, now, type TestIssuer } from '../../../_support/dataplane/issuer.ts'

const second = now / 1000
let issuer: TestIssuer
beforeAll(async () => {
  issuer = await createIssuer()
})

const verifierAt = (clockMs = now) =>
  createTokenVerifier({ egress: issuer.client, clock: { now: () => clockMs }, logger: pino({ level: 'silent' }) })
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const unsigned = (header: object, claims: object = issuer.claims()) => `${base64url(header)}.${base64url(claims)}.`
const replaced = (token: string, index: number, part: string) =>
  token
    .split('.')
    .map((old, at) => (at === index ? part : old))
    .join('.')
const without = (name: string) => {
  const claims: JWTPayload = { [name]: undefined }
  return issuer.sign(claims)
}
async function hmac(secret: string) {
  const input = `${base64url({ alg: 'HS256', kid: 'k1' })}.${base64url(issuer.claims())}`
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
}
async function byStranger(header: (publicJwk: object) => Record<string, unknown>) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  return issuer.sign({}, header(await exportJWK(publicKey)), privateKey)
}

const badTokens: [string, () => string | Promise<string>][] = [
  ['an empty text', () => ''],
  ['no JWT at all', () => 'opaque'],
  ['two parts', () => 'a.b'],
  ['five parts', () => 'a.b.c.d.e'],
  ['a header that is not JSON', async () => replaced(await issuer.sign(), 0, 'bm90anNvbg')],
  ['a payload that is not JSON', async () => replaced(await issuer.sign(), 1, 'bm90anNvbg')],
  ['alg none', () => unsigned({ alg: 'none' })],
  ['alg None in another spelling', () => unsigned({ alg: 'nOnE', kid: 'k1' })],
  ['no alg', () => unsigned({ kid: 'k1' })],
  ['HS256 with the public key as secret', async () => hmac(await publicPem())],
  ['HS256 with the key id as secret', () => hmac('k1')],
  ['an empty signature', async () => replaced(await issuer.sign(), 2, '')],
  ['a signature of zeros', async () => replaced(await issuer.sign(), 2, Buffer.alloc(64).toString('base64url'))],
  [
    'a payload changed after signing',
    async () => replaced(await issuer.sign(), 1, base64url(issuer.claims({ sub: 'eve' }))),
  ],
  [
    'a header changed after signing',
    async () => replaced(await issuer.sign(), 0, base64url({ alg: 'ES256', kid: 'k1', typ: 'JWT' })),
  ],
  ["a stranger's key with our key id", () => byStranger(() => ({}))],
  ["a stranger's key in jwk", () => byStranger((jwk) => ({ jwk }))],
  ["a stranger's key behind jku", () => byStranger(() => ({ jku: 'https://evil.example/jwks' }))],
  ["a stranger's key behind x5u", () => byStranger(() => ({ x5u: 'https://evil.example/cert' }))],
  [
    'an unknown critical header',
    () =>
      issuer
        .sign({}, { crit: ['exp-alg'], 'exp-alg': 1 })
        .catch(() => unsigned({ alg: 'ES256', crit: ['exp-alg'], 'exp-alg': 1 })),
  ],
  ['typ of a logout token', () => issuer.sign({}, { typ: 'logout+jwt' })],
  ['typ of a DPoP proof', () => issuer.sign({}, { typ: 'dpop+jwt' })],
  ['another issuer', () => issuer.sign({ iss: 'https://other.example.com' })],
  ['our issuer with a slash more', () => issuer.sign({ iss: `${issuer.name}/` })],
  ['our issuer in capitals', () => issuer.sign({ iss: issuer.name.toUpperCase() })],
  ['no issuer', () => without('iss')],
  ['no expiry', () => without('exp')],
  ['an expiry 61 s ago', () => issuer.sign({ exp: second - 61 })],
  [
    'an expiry that is a text',
    () => issuer.sign({ exp: String(second + 600) as unknown as number }).catch(() => 'a.b.c'),
  ],
  ['a beginning in 61 s', () => issuer.sign({ nbf: second + 61 })],
  ['issued in the future', () => issuer.sign({ iat: second + 61 })],
  ['no subject', () => without('sub')],
  ['an empty subject', () => issuer.sign({ sub: '' })],
  ['another audience', () => issuer.sign({ aud: 'other' })],
  ['an audience that only begins like ours', () => issuer.sign({ aud: 'gateway-2' })],
  ['no audience', () => without('aud')],
  ['more than 16 kB', () => issuer.sign({ filler: 'x'.repeat(20_000) })],
]

async function publicPem() {
  const key = await importJWK({ kty: 'EC', ...issuer.keys.get('k1')?.jwk, ext: true }, 'ES256')
  if (key instanceof Uint8Array) throw new Error('the public key is a secret')
  return exportSPKI(key)
}

describe('RS-1 tokens that are not let in', () => {
  test.each(badTokens)('%s', async (_, make) => {
    const verdict = await verifierAt().verifyToken(issuer.authorizer(), await make())
    expect(verdict).toMatchObject({ ok: false, error: 'invalid_token' })
  })

  test('the table holds at least thirty', () => expect(badTokens.length).toBeGreaterThanOrEqual(30))
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
    const verdict = await verifierAt().verifyToken(issuer.authorizer(), await make())
    expect(verdict).toMatchObject({ ok: true, iss: issuer.name, sub: 'alice', clientId: 'agent' })
    expect(issuer.fetched.every((url) => url.startsWith(issuer.name))).toBe(true)
  })
})
