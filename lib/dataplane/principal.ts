import { LRUCache } from 'lru-cache'
import { sha256Base64url } from '../platform/crypto/hash.ts'
import { userKeyText, type KeyHolder, type UserKey } from '../kernel/principals.ts'

/** Who calls. Two principals are the same only by kind and full identity, never by a name (RS-11). */
export type CallPrincipal =
  | { kind: 'user'; user: UserKey & { kind: 'jwt' } }
  | { kind: 'key'; user: KeyHolder }
  | { kind: 'iam'; arn: string; accessKeyId: string }
  | { kind: 'anonymous' }

/** A digest to bind sessions to: it tells apart and tells nothing. */
export function principalDigest(principal: CallPrincipal): string {
  switch (principal.kind) {
    case 'user':
      return digestOf(`user:${userKeyText(principal.user)}`)
    case 'key':
      return digestOf(`key:${userKeyText(principal.user)}`)
    case 'iam':
      return digestOf(`iam:${principal.arn}`)
    case 'anonymous':
      return 'anonymous'
  }
}

const digests = new LRUCache<string, string>({ max: 10_000 })

/** Callers come again and again. */
function digestOf(text: string): string {
  let digest = digests.get(text)
  if (digest === undefined) digests.set(text, (digest = sha256Base64url(text)))
  return digest
}
