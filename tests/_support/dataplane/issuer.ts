import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose'
import type { CustomJwtAuthorizer } from '../../../lib/contracts/gateways.ts'
import type { IssuerClient } from '../../../lib/policy/index.ts'

export const now = Date.UTC(2026, 10, 24, 12)
const seconds = now / 1000

/** An OpenID issuer that lives in this process: its documents, its keys, and a count of how often each was fetched. */
export async function createIssuer(name = 'https://login.example.com') {
  const keys = new Map<string, { privateKey: CryptoKey; jwk: Record<string, unknown> }>()
  const addKey = async (kid: string, alg = 'ES256') => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    keys.set(kid, { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } })
    return privateKey
  }
  await addKey('k1')

  const documents = new Map<string, () => unknown>([
    [`${name}/.well-known/openid-configuration`, () => ({ issuer: name, jwks_uri: `${name}/jwks` })],
    [`${name}/jwks`, () => ({ keys: [...keys.values()].map(({ jwk }) => jwk) })],
  ])
  const fetched: string[] = []
  const state = { down: false }
  const client: IssuerClient = {
    async fetch(url) {
      fetched.push(url)
      if (state.down) throw new TypeError('fetch failed')
      const document = documents.get(url)
      return { status: document ? 200 : 404, text: async () => JSON.stringify(document?.()) }
    },
  }

  const claims = (changes: JWTPayload = {}): JWTPayload => ({
    iss: name,
    sub: 'alice',
    aud: 'gateway',
    client_id: 'agent',
    scope: 'tools other',
    iat: seconds - 10,
    exp: seconds + 600,
    ...changes,
  })
  const sign = (changes: JWTPayload = {}, header: Record<string, unknown> = {}, key?: CryptoKey) => {
    const kid = typeof header.kid === 'string' ? header.kid : 'k1'
    const signer = key ?? keys.get(kid)?.privateKey
    if (!signer) throw new Error(`no key ${kid}`)
    return new SignJWT(claims(changes)).setProtectedHeader({ alg: 'ES256', kid, ...header }).sign(signer)
  }
  const authorizer = (changes: Partial<CustomJwtAuthorizer> = {}): CustomJwtAuthorizer => ({
    discoveryUrl: `${name}/.well-known/openid-configuration`,
    allowedAudience: ['gateway'],
    ...changes,
  })
  return { name, keys, addKey, documents, fetched, state, client, claims, sign, authorizer }
}
export type TestIssuer = Awaited<ReturnType<typeof createIssuer>>
