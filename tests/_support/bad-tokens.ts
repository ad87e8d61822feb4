import { createHmac } from 'node:crypto'
import { CompactEncrypt, CompactSign, exportJWK, generateKeyPair, type CryptoKey, type JWTPayload } from 'jose'

/** Whoever signs tokens that a gateway takes, as far as a forger could come: its real key and name, and any claims. */
export interface TokenMaker {
  issuer: string
  kid: string
  privateKey: CryptoKey
  /** PEM, for those who take it for a shared secret. */
  publicKey: string
  /** Of a token that is let in; RS256. */
  claims: JWTPayload
  /** Seconds since 1970. */
  now: number
}

/** Stands in every token, and must stand in no answer. */
export const canary = 'planted-canary-7f3a'

type Claims = Record<string, unknown>
type Make = (maker: TokenMaker) => string | Promise<string>

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const bytes = (text: string) => new TextEncoder().encode(text)
const part = (token: string, index: number, change: (old: string) => string) =>
  token
    .split('.')
    .map((old, at) => (at === index ? change(old) : old))
    .join('.')

/** Claims that are undefined are left out. */
export const signed = (maker: TokenMaker, changes: Claims = {}, header: Claims = {}, key = maker.privateKey) =>
  signedText(maker, JSON.stringify({ ...maker.claims, note: canary, ...changes }), header, key)

const signedText = (maker: TokenMaker, text: string, header: Claims = {}, key: CryptoKey = maker.privateKey) =>
  new CompactSign(bytes(text))
    .setProtectedHeader({ alg: 'RS256', kid: maker.kid, typ: 'at+jwt', ...header })
    .sign(key, { crit: { 'x-unknown': true } })

const withClaims =
  (changes: Claims | ((maker: TokenMaker) => Claims)): Make =>
  (maker) =>
    signed(maker, typeof changes === 'function' ? changes(maker) : changes)
const withHeader =
  (header: Claims): Make =>
  (maker) =>
    signed(maker, {}, header)
const broken =
  (change: (token: string) => string): Make =>
  async (maker) =>
    change(await signed(maker))

const hmac =
  (alg: string, secret: (maker: TokenMaker) => string): Make =>
  (maker) => {
    const input = `${encoded({ alg, kid: maker.kid, typ: 'at+jwt' })}.${encoded({ ...maker.claims, note: canary })}`
    const hash = `sha${alg.slice(2)}`
    return `${input}.${createHmac(hash, secret(maker)).update(input).digest('base64url')}`
  }
const unsigned =
  (header: Claims): Make =>
  ({ claims }) =>
    `${encoded(header)}.${encoded({ ...claims, note: canary })}.`

const stranger =
  (header: (publicJwk: object) => Claims, alg = 'RS256'): Make =>
  async (maker) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    return signed(maker, {}, { alg, ...header(await exportJWK(publicKey)) }, privateKey)
  }

const evil = 'https://evil.example/keys'
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

/** Tokens with one fault each. All of them are answered 401 `invalid_token`. */
export const badTokens: readonly (readonly [string, Make])[] = [
  ['no JWT at all', () => `opaque-${canary}`],
  ['two parts', () => 'a.b'],
  ['truncated', broken((token) => token.slice(0, -40))],
  ['a dot at the end', broken((token) => `${token}.`)],
  ['a dot before', broken((token) => `.${token}`)],
  ['five parts', () => 'a.b.c.d.e'],
  ['encrypted to the public key', encryptedToItself],
  ['a header that is not JSON', broken((token) => part(token, 0, () => 'bm90anNvbg'))],
  ['a header that is a list', broken((token) => part(token, 0, () => encoded(['RS256'])))],
  ['a payload that is not JSON', (maker) => signedText(maker, `not json ${canary}`)],
  ['claims that are a list', (maker) => signedText(maker, JSON.stringify([maker.claims]))],
  ['claims that are a text', (maker) => signedText(maker, '"alice"')],
  ['claims that are null', (maker) => signedText(maker, 'null')],
  ['a claim given twice', (maker) => signedText(maker, JSON.stringify(maker.claims).replace('{', '{"sub":"eve",'))],
  [
    'a claim given twice, once in escapes',
    (maker) => signedText(maker, JSON.stringify(maker.claims).replace('{', '{"\\u0073ub":"eve",')),
  ],
  ['alg none', unsigned({ alg: 'none' })],
  ['alg nOnE', (maker) => unsigned({ alg: 'nOnE', kid: maker.kid })(maker)],
  ['alg none with a signature', broken((token) => part(token, 0, () => encoded({ alg: 'none' })))],
  ['no alg', (maker) => unsigned({ kid: maker.kid })(maker)],
  ['an alg that nobody knows', broken((token) => part(token, 0, () => encoded({ alg: 'RS257', kid: 'k' })))],
  ['an alg that is a list', broken((token) => part(token, 0, () => encoded({ alg: ['RS256'] })))],
  ['HS256 with the public key as secret', hmac('HS256', ({ publicKey }) => publicKey)],
  ['HS512 with the public key as secret', hmac('HS512', ({ publicKey }) => publicKey)],
  ['HS256 with an empty secret', hmac('HS256', () => '')],
  ['HS256 with the key id as secret', hmac('HS256', ({ kid }) => kid)],
  ['ES256 under the id of an RSA key', stranger(() => ({}), 'ES256')],
  ['PS256 said of an RS256 signature', broken((token) => part(token, 0, () => encoded({ alg: 'PS256', kid: 'k' })))],
  ['another key under the right id', stranger(() => ({}))],
  ['another key without id', stranger(() => ({ kid: undefined }))],
  ['another key, embedded', stranger((jwk) => ({ jwk }))],
  ['another key behind jku', stranger(() => ({ jku: evil }))],
  ['another key behind x5u', stranger(() => ({ x5u: evil }))],
  ['another key in x5c', stranger(() => ({ x5c: ['MIIB'] }))],
  ['a key id that nobody knows', withHeader({ kid: 'unknown' })],
  ['a key id that is a path', withHeader({ kid: '../../../../dev/null' })],
  ['a key id that is SQL', withHeader({ kid: "' OR '1'='1" })],
  ['a key id that is an address', withHeader({ kid: evil })],
  ['a key id with a null byte', withHeader({ kid: 'k\u0000' })],
  ['a key id that every object has', withHeader({ kid: '__proto__' })],
  ['a critical header that nobody knows', withHeader({ crit: ['x-unknown'], 'x-unknown': true })],
  ['typ of a logout token', withHeader({ typ: 'logout+jwt' })],
  ['typ of a DPoP proof', withHeader({ typ: 'dpop+jwt' })],
  ['typ of an ID token', withHeader({ typ: 'id_token' })],
  ['typ of a security event', withHeader({ typ: 'secevent+jwt' })],
  ['a signature of zeros', broken((token) => part(token, 2, () => Buffer.alloc(256).toString('base64url')))],
  ['no signature', broken((token) => part(token, 2, () => ''))],
  [
    'the signature of another token',
    async (maker) => part(await signed(maker, { sub: 'eve' }), 2, tail(await signed(maker))),
  ],
  [
    'claims changed after signing',
    async (maker) => part(await signed(maker), 1, () => encoded({ ...maker.claims, sub: 'eve' })),
  ],
  ['other bits after the end of the signature', broken((token) => part(token, 2, otherSpelling))],
  ['padded base64', broken((token) => `${token}==`)],
  ['another issuer', withClaims({ iss: 'https://other.example.com' })],
  ['the issuer with a slash more', withClaims(({ issuer }) => ({ iss: `${issuer}/` }))],
  ['the issuer in capitals', withClaims(({ issuer }) => ({ iss: issuer.toUpperCase() }))],
  ['the issuer in a list', withClaims(({ issuer }) => ({ iss: [issuer] }))],
  ['no issuer', withClaims({ iss: undefined })],
  ['another audience', withClaims({ aud: 'https://elsewhere.example/mcp' })],
  ['the audience of the gateway next door', withClaims(({ claims }) => ({ aud: nextDoor(claims) }))],
  ['several audiences without this one', withClaims({ aud: ['a', 'b'] })],
  ['an audience that begins like this one', withClaims(({ claims }) => ({ aud: `${String(claims.aud)}/more` }))],
  ['an audience that this one begins like', withClaims(({ claims }) => ({ aud: String(claims.aud).slice(0, -1) }))],
  ['an audience that is an object', withClaims(({ claims }) => ({ aud: { [String(claims.aud)]: true } }))],
  ['no audience', withClaims({ aud: undefined })],
  ['no expiry', withClaims({ exp: undefined })],
  ['an expiry that is over', withClaims(({ now }) => ({ exp: now - 61 }))],
  ['an expiry that is a text', withClaims(({ now }) => ({ exp: String(now + 600) }))],
  ['an expiry that is null', withClaims({ exp: null })],
  ['a beginning that is to come', withClaims(({ now }) => ({ nbf: now + 120 }))],
  ['a beginning that is a text', withClaims({ nbf: 'now' })],
  ['issued in the future', withClaims(({ now }) => ({ iat: now + 86_400 }))],
  ['issued at a text', withClaims({ iat: 'now' })],
  ['no subject', withClaims({ sub: undefined })],
  ['an empty subject', withClaims({ sub: '' })],
  ['a subject that is a number', withClaims({ sub: 7 })],
  ['a subject that is a list', withClaims({ sub: ['alice'] })],
  ['a subject of 10,000 letters', withClaims({ sub: 'a'.repeat(10_000) })],
  ['a subject with a null byte', withClaims({ sub: 'alice\u0000' })],
  ['a subject with a line break', withClaims({ sub: 'alice\nadmin' })],
  [
    'a subject that is half a character',
    (maker) => signedText(maker, JSON.stringify({ ...maker.claims, sub: 'a\ud800' })),
  ],
  [
    'a subject that is nested 2,000 times',
    (maker) => signedText(maker, JSON.stringify(maker.claims).replace(/"sub":"[^"]*"/, `"sub":${deep(2_000)}`)),
  ],
  ['a client that may not', withClaims({ client_id: 'another-client', azp: 'another-client' })],
  ['a header of 8 kB under an id that nobody knows', withHeader({ kid: 'k'.repeat(8_200) })],
]

/** Genuine tokens that a person or program may have, and that do not reach as far: 403 `insufficient_scope`. */
export const weakTokens: readonly (readonly [string, Make])[] = [
  ['another scope', withClaims({ scope: 'other' })],
  ['a scope that begins like ours', withClaims(({ claims }) => ({ scope: `${String(claims.scope)}:read` }))],
  ['no scope', withClaims({ scope: undefined })],
  ['an empty scope', withClaims({ scope: '' })],
  ['a scope that is an object', withClaims(({ claims }) => ({ scope: { [String(claims.scope)]: true } }))],
]

function tail(token: string) {
  return () => token.split('.')[2] ?? ''
}

const nextDoor = ({ aud }: JWTPayload) =>
  String(aud).replace(/\/gateways\/[^/]+/, '/gateways/next-door-abcdefghij') + 'B'

/** 256 bytes leave bits of the last letter unused: another letter stands for the same bytes. */
function otherSpelling(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return signature.slice(0, -1) + (alphabet[alphabet.indexOf(signature.at(-1) ?? '') + 1] ?? '')
}

async function encryptedToItself(maker: TokenMaker): Promise<string> {
  const { publicKey } = await generateKeyPair('RSA-OAEP-256', { extractable: true })
  return new CompactEncrypt(bytes(await signed(maker)))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: maker.kid, cty: 'JWT' })
    .encrypt(publicKey)
}
