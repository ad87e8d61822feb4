import { exportSPKI, importJWK, type CryptoKey, type JWK, type JWTPayload } from 'jose'
import { open } from '../../lib/platform/crypto/envelope.ts'
import type { Database } from '../../lib/platform/db/index.ts'
import { testKeyring, type AuthzRig } from './authz-rig.ts'
import type { TokenMaker } from './bad-tokens.ts'

const imported = async (jwk: JWK) => (await importJWK({ ...jwk, ext: true }, 'RS256')) as CryptoKey

export const publicPem = async (jwk: JWK) => exportSPKI(await imported(jwk))

/** Signs with the very key of the authorization server, as no forger could, what is like this token but for one fault. */
export async function makerOf(db: Database, rig: AuthzRig, token: string): Promise<TokenMaker> {
  const [active] = await db.query<{ kid: string; publicJwk: string; privateSealed: string }>(
    `SELECT "kid", "publicJwk", "privateSealed" FROM "SigningKey" WHERE "slot" = 'active'`,
  )
  if (!active) throw new Error('There is no key that signs.')
  const secret = open(testKeyring(), active.privateSealed, ['signing-key', active.kid]).reveal()
  const publicJwk = JSON.parse(active.publicJwk) as JWK
  return {
    issuer: rig.issuer,
    kid: active.kid,
    privateKey: await imported({ ...publicJwk, ...(JSON.parse(secret) as JWK) }),
    publicKey: await publicPem(publicJwk),
    claims: JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as JWTPayload,
    now: Math.floor(rig.clock.now() / 1000),
  }
}
