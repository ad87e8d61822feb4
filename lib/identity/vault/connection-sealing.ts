import { z } from 'zod'
import { Secret } from '../../kernel/secret.ts'
import { open, seal } from '../../platform/crypto/envelope.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'

/** A refresh token, and the only server and client that it may be presented to and by (security reference OC-8). */
export interface BoundRefreshToken {
  token: Secret
  issuer: string
  clientId: string
}

/** The row's identity and generation: a ciphertext moved to another row, column or version does not open. */
export interface SealedRowIdentity {
  id: string
  keyHash: string
  version: number
}

const aad = (row: SealedRowIdentity, field: 'access' | 'refresh') => [
  'connection',
  row.id,
  row.keyHash,
  field,
  String(row.version),
]
const boundSchema = z.object({ token: z.string(), issuer: z.string(), clientId: z.string() })

export const sealAccess = (keyring: Keyring, row: SealedRowIdentity, token: Secret): string =>
  seal(keyring, token, aad(row, 'access'))

export const openAccess = (keyring: Keyring, row: SealedRowIdentity, sealed: string): Secret =>
  open(keyring, sealed, aad(row, 'access'))

export function sealRefresh(keyring: Keyring, row: SealedRowIdentity, bound: BoundRefreshToken): string {
  const text = JSON.stringify({ ...bound, token: bound.token.reveal() })
  return seal(keyring, new Secret(text), aad(row, 'refresh'))
}

export function openRefresh(keyring: Keyring, row: SealedRowIdentity, sealed: string): BoundRefreshToken {
  const bound = boundSchema.parse(JSON.parse(open(keyring, sealed, aad(row, 'refresh')).reveal()))
  return { ...bound, token: new Secret(bound.token) }
}
