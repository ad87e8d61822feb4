import { createHmac, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Settings } from '../env.ts'
import { SettingsError } from '../settings-error.ts'
import { timingSafeEqualText } from './hash.ts'
import type { KeyCheckStore } from './key-check.store.ts'
import { createKeyring, type Keyring } from './keyring.ts'
import { defaultKeyId, keyBytes, readMasterKeys, type MasterKey } from './master-key.ts'

/** The store's secrets cannot be opened with the keys at hand. Nothing was written. */
export class KeyringError extends Error {
  override name = 'KeyringError'
}

type KeySettings = Pick<Settings, 'masterKeys' | 'masterKeyFile' | 'dataDir'>

/**
 * Finds the master keys and proves them against the store before anything is sealed. A key is made only for a store
 * that holds no secret yet; one that was sealed with a key we do not have is refused.
 * @throws KeyringError, SettingsError
 */
export async function openKeyring(settings: KeySettings, store: KeyCheckStore): Promise<Keyring> {
  const { checks, sealed } = await store.read()
  if (checks.length === 0 && sealed) {
    throw new KeyringError(
      'The database holds sealed values and no key check: it was changed by hand or restored in part. Restore a whole backup.',
    )
  }
  const found = await findKeys(settings)
  const generated = found === undefined && checks.length === 0
  const keys = found ?? (generated ? await generateKey(generatedFile(settings)) : undefined)
  if (!keys) throw new KeyringError(missingKey(checks.map((check) => check.keyId).join(', '), settings))
  const keyring = createKeyring(keys)
  try {
    prove(keyring, checks)
    const added = keyring.ids().filter((id) => !checks.some((check) => check.keyId === id))
    if (added.length > 0) await store.add(added.map((keyId) => ({ keyId, check: checkOf(keyring, keyId) })))
    // Another node may have been first with another key of the same name.
    prove(keyring, (await store.read()).checks)
  } catch (error) {
    // Only where it lost to another node's key; after a broken connection the key may be the store's.
    if (generated && error instanceof KeyringError) await rm(generatedFile(settings), { force: true })
    throw error
  }
  return keyring
}

function prove(keyring: Keyring, checks: readonly { keyId: string; check: string }[]): void {
  for (const { keyId, check } of checks) {
    if (!keyring.key(keyId)) {
      throw new KeyringError(
        `The database was sealed with the master key "${keyId}", which is not among the keys given (${keyring.ids().join(', ')}). ` +
          `Add it to MASTER_KEY or MASTER_KEY_FILE as "${keyId}:<base64>"; a new key goes in front of it and does not replace it.`,
      )
    }
    if (!timingSafeEqualText(check, checkOf(keyring, keyId))) {
      throw new KeyringError(
        `The master key "${keyId}" is not the one that the database was sealed with. Give the original key, ` +
          'or point DATA_DIR or DATABASE_URL to the store that this key belongs to.',
      )
    }
  }
}

const checkOf = (keyring: Keyring, keyId: string): string =>
  createHmac('sha256', keyring.derive('key-check', keyId)).update('postern key check').digest('base64url')

type Keys = readonly [MasterKey, ...MasterKey[]]

const generatedFile = (settings: KeySettings) => join(settings.dataDir, 'master.key')

const missingKey = (ids: string, settings: KeySettings) =>
  `The database was sealed with the master key "${ids}", and there is none here. Restore ${generatedFile(settings)} ` +
  'from the backup or from the node that made it, or set MASTER_KEY or MASTER_KEY_FILE.'

async function findKeys(settings: KeySettings): Promise<Keys | undefined> {
  if (settings.masterKeys) return atLeastOne(settings.masterKeys)
  if (settings.masterKeyFile === undefined) return await readKeyFile(generatedFile(settings))
  const keys = await readKeyFile(settings.masterKeyFile)
  if (keys) return keys
  throw new SettingsError(
    'MASTER_KEY_FILE',
    `names a file that does not exist (${settings.masterKeyFile}).`,
    fileExample,
  )
}

const fileExample = '/run/secrets/postern-master-key'

async function readKeyFile(file: string): Promise<Keys | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new KeyringError(
      `The key file ${file} cannot be read. Give the user that Postern runs as the right to read it.`,
      {
        cause: error,
      },
    )
  })
  if (text === undefined) return undefined
  const reading = readMasterKeys(text)
  if (!reading.ok) throw new KeyringError(`The key file ${file} ${reading.fault} Restore it from a backup.`)
  return atLeastOne(reading.keys)
}

function atLeastOne(keys: readonly MasterKey[]): Keys {
  const [first, ...others] = keys
  if (!first) throw new KeyringError('No master key was given.')
  return [first, ...others]
}

/** On the disk before it is used: a key that a power cut takes away takes every secret with it. */
async function generateKey(file: string): Promise<Keys> {
  const encoded = randomBytes(keyBytes).toString('base64')
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(`${defaultKeyId}:${encoded}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await syncFolder(dirname(file))
  const keys = await readKeyFile(file)
  if (!keys) throw new KeyringError(`The key file ${file} went away while it was made.`)
  return keys
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
