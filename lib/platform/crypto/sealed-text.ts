import { decrypt, encrypt, lengthPrefixed } from './aead.ts'
import type { Keyring } from './keyring.ts'

/**
 * Small self-contained tokens that we hand out and take back: session ids, page tokens. base64url of
 * `length of key id | key id | iv | ciphertext | tag`, under a key that serves this purpose alone.
 */
export function sealText(keyring: Keyring, purpose: string, payload: string): string {
  const keyId = Buffer.from(keyring.currentId, 'utf8')
  const record = encrypt(keyring.derive(purpose), Buffer.from(payload, 'utf8'), lengthPrefixed([purpose]))
  return Buffer.concat([Buffer.from([keyId.length]), keyId, record]).toString('base64url')
}

/** Undefined for what was not sealed here for this purpose; there is nothing else to say about it. */
export function openText(keyring: Keyring, purpose: string, sealed: string): string | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(sealed)) return undefined
  const bytes = Buffer.from(sealed, 'base64url')
  const idEnd = 1 + (bytes[0] ?? 0)
  const keyId = bytes.subarray(1, idEnd).toString('utf8')
  if (!keyring.key(keyId)) return undefined
  const plain = decrypt(keyring.derive(purpose, keyId), bytes.subarray(idEnd), lengthPrefixed([purpose]))
  return plain?.toString('utf8')
}
