import { randomBytes } from 'node:crypto'
import { Secret } from '../../kernel/secret.ts'
import { decrypt, encrypt, lengthPrefixed } from './aead.ts'
import type { Keyring } from './keyring.ts'
import { keyBytes } from './master-key.ts'

/** `v1.A256GCM.<key id>.<wrapped data key>.<record>`, the last two base64url (security reference §3.2). */
const version = 'v1'
const algorithm = 'A256GCM'
const wrapPurpose = 'envelope'

/** A sealed value does not open: another row's, another key's, altered, or not ours. Says no more than which. */
export class SealError extends Error {
  override name = 'SealError'
}

/**
 * A new data key for each call, wrapped by the current master key.
 * @param aad the identity of the place: table, row id, column, owner … A value moved elsewhere does not open.
 */
export function seal(keyring: Keyring, secret: Secret, aad: readonly string[]): string {
  const dataKey = randomBytes(keyBytes)
  const keyId = keyring.currentId
  const wrapped = encrypt(keyring.derive(wrapPurpose, keyId), dataKey, wrapAad(keyId))
  const record = encrypt(dataKey, Buffer.from(secret.reveal(), 'utf8'), recordAad(aad))
  dataKey.fill(0)
  return [version, algorithm, keyId, wrapped.toString('base64url'), record.toString('base64url')].join('.')
}

/** @throws SealError */
export function open(keyring: Keyring, sealed: string, aad: readonly string[]): Secret {
  const [v, alg, keyId, wrapped, record, ...rest] = sealed.split('.')
  if (v !== version || alg !== algorithm || !keyId || !wrapped || !record || rest.length > 0) {
    throw new SealError('The stored value is not a sealed one.')
  }
  if (!keyring.key(keyId))
    throw new SealError(`The stored value was sealed with the key "${keyId}", which is not here.`)
  const dataKey = decrypt(keyring.derive(wrapPurpose, keyId), Buffer.from(wrapped, 'base64url'), wrapAad(keyId))
  const plain = dataKey && decrypt(dataKey, Buffer.from(record, 'base64url'), recordAad(aad))
  dataKey?.fill(0)
  if (!plain) throw new SealError('The stored value was altered, or belongs to another row.')
  return new Secret(plain.toString('utf8'))
}

const wrapAad = (keyId: string) => lengthPrefixed([version, algorithm, 'data-key', keyId])
const recordAad = (aad: readonly string[]) => lengthPrefixed([version, algorithm, 'record', ...aad])
