import { sha256Base64url } from '../platform/crypto/hash.ts'
import { userKeyText, type UserKey } from '../kernel/principals.ts'

/** Who calls. Two principals are the same only by kind and full identity, never by a name (RS-11). */
export type CallPrincipal =
  | { kind: 'user'; user: UserKey & { kind: 'jwt' } }
  | { kind: 'iam'; arn: string; accessKeyId: string }
  | { kind: 'anonymous' }

/** A digest to bind sessions to: it tells apart and tells nothing. */
export function principalDigest(principal: CallPrincipal): string {
  switch (principal.kind) {
    case 'user':
      return sha256Base64url(`user:${userKeyText(principal.user)}`)
    case 'iam':
      return sha256Base64url(`iam:${principal.arn}`)
    case 'anonymous':
      return 'anonymous'
  }
}
