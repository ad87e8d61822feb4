import { Secret } from '../../kernel/secret.ts'

/** A key-encryption key as it was given: 32 bytes in base64, under the name that sealed values carry. */
export interface MasterKey {
  id: string
  key: Secret
}

/** The name of a key that was given without one. */
export const defaultKeyId = 'default'
export const keyBytes = 32
/** 32 random bytes have fewer different ones about once in 10^11; typed and repeated text nearly always has. */
const leastDifferentBytes = 16

export type MasterKeysReading = { ok: true; keys: MasterKey[] } | { ok: false; fault: string }

/** Reads `id:key, id:key …` or one bare key, separated by commas or line ends; the first one seals, all of them open. */
export function readMasterKeys(text: string): MasterKeysReading {
  const entries = text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  if (entries.length === 0) return { ok: false, fault: 'holds no key.' }
  const keys: MasterKey[] = []
  for (const entry of entries) {
    const colon = entry.indexOf(':')
    const id = colon === -1 ? defaultKeyId : entry.slice(0, colon).trim()
    const encoded = entry.slice(colon + 1).trim()
    if (!/^[A-Za-z0-9_-]{1,32}$/.test(id)) {
      return { ok: false, fault: 'has a key name that is not 1 to 32 letters, digits, "-" or "_".' }
    }
    if (keys.some((key) => key.id === id)) return { ok: false, fault: `names the key "${id}" twice.` }
    const fault = keyFault(encoded)
    if (fault) return { ok: false, fault: `${fault} (key "${id}").` }
    keys.push({ id, key: new Secret(encoded) })
  }
  return { ok: true, keys }
}

function keyFault(encoded: string): string | undefined {
  const bytes = Buffer.from(encoded, 'base64')
  const canonical = bytes.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '')
  if (!canonical || bytes.length !== keyBytes) return 'is not 32 bytes in base64'
  if (new Set(bytes).size < leastDifferentBytes) return 'is too regular to be random'
  return undefined
}
