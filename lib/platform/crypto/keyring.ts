import { hkdfSync } from 'node:crypto'
import { keyBytes, type MasterKey } from './master-key.ts'

/** The master keys by name. One seals, all of them open. */
export interface Keyring {
  readonly currentId: string
  ids(): string[]
  /** 32 bytes. Use `derive`: no two purposes share a key. */
  key(id: string): Buffer | undefined
  /**
   * HKDF-SHA256, 32 bytes, the same for the same purpose and key on every node; of the current key unless named.
   * @throws UnknownKeyError
   */
  derive(purpose: string, keyId?: string): Buffer
}

export class UnknownKeyError extends Error {
  override name = 'UnknownKeyError'
}

/** The first key is the current one. */
export function createKeyring(masterKeys: readonly [MasterKey, ...MasterKey[]]): Keyring {
  const keys = new Map(masterKeys.map(({ id, key }) => [id, Buffer.from(key.reveal(), 'base64')]))
  const derived = new Map<string, Buffer>()
  const currentId = masterKeys[0].id
  return {
    currentId,
    ids: () => [...keys.keys()],
    key: (id) => keys.get(id),
    derive(purpose, keyId = currentId) {
      const name = `${keyId}:${purpose}`
      const known = derived.get(name)
      if (known) return known
      const key = keys.get(keyId)
      if (!key) throw new UnknownKeyError(`There is no master key named "${keyId}".`)
      const bytes = Buffer.from(hkdfSync('sha256', key, 'postern', purpose, keyBytes))
      derived.set(name, bytes)
      return bytes
    },
  }
}
