import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const ivBytes = 12
const tagBytes = 16

/** AES-256-GCM with a random 96-bit IV: `iv | ciphertext | tag`. */
export function encrypt(key: Buffer, plain: Buffer, aad: Buffer): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(aad)
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Undefined where the key, the associated data or one bit of the record is another. A shortened tag never passes. */
export function decrypt(key: Buffer, record: Buffer, aad: Buffer): Buffer | undefined {
  if (record.length < ivBytes + tagBytes) return undefined
  const iv = record.subarray(0, ivBytes)
  const tag = record.subarray(record.length - tagBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(aad).setAuthTag(tag)
  const body = decipher.update(record.subarray(ivBytes, record.length - tagBytes))
  try {
    return Buffer.concat([body, decipher.final()])
  } catch {
    return undefined
  }
}

/** Canonical: no two different lists have the same bytes. */
export function lengthPrefixed(parts: readonly string[]): Buffer {
  const pieces = parts.flatMap((part) => {
    const bytes = Buffer.from(part, 'utf8')
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return [length, bytes]
  })
  return Buffer.concat(pieces)
}
