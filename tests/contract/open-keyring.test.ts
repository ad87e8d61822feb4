import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Secret } from '../../lib/kernel/secret.ts'
import { prismaKeyCheckStore } from '../../lib/persistence/prisma-key-check-store.ts'
import { KeyringError, openKeyring } from '../../lib/platform/crypto/open-keyring.ts'
import { SettingsError } from '../../lib/platform/settings-error.ts'
import { describeOnBothDatabases } from '../_support/databases.ts'

const masterKey = (id: string) => ({ id, key: new Secret(randomBytes(32).toString('base64')) })

describeOnBothDatabases('openKeyring', (open) => {
  let dataDir: string
  const store = () => prismaKeyCheckStore(open())
  const file = () => join(dataDir, 'master.key')
  const checks = async () => (await store().read()).checks
  const sealSomething = () =>
    open().client.revocation.create({
      data: { id: 'r', providerSnapshot: '{}', tokensSealed: 'x', reason: 'sync', nextAt: 1n, createdAt: 1n },
    })

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'postern-keys-'))
    await open().raw('DELETE FROM "KeyCheck"')
    await open().raw('DELETE FROM "Revocation"')
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  test('the first start of an empty store makes a key that only its owner reads; the next start takes it', async () => {
    const keyring = await openKeyring({ dataDir }, store())
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    const again = await openKeyring({ dataDir }, store())
    expect(again.derive('x').equals(keyring.derive('x'))).toBe(true)
    expect(await checks()).toHaveLength(1)
  })

  test('a start that died between making the key and proving it goes on with that key', async () => {
    const encoded = randomBytes(32).toString('base64')
    await writeFile(file(), `default:${encoded}\n`)
    const keyring = await openKeyring({ dataDir }, store())
    expect(keyring.key('default')?.toString('base64')).toBe(encoded)
  })

  test('a lost key file is refused with the way out, and no other key is made', async () => {
    await openKeyring({ dataDir }, store())
    await rm(file())
    const before = await checks()
    await expect(openKeyring({ dataDir }, store())).rejects.toThrow(KeyringError)
    await expect(openKeyring({ dataDir }, store())).rejects.toThrow(/Restore .*master\.key .* or set MASTER_KEY/)
    await expect(stat(file())).rejects.toThrow('ENOENT')
    expect(await checks()).toEqual(before)
  })

  test('another key of the same name is refused before any write', async () => {
    await openKeyring({ dataDir, masterKeys: [masterKey('k1')] }, store())
    const before = await checks()
    const wrong = openKeyring({ dataDir, masterKeys: [masterKey('k2'), masterKey('k1')] }, store())
    await expect(wrong).rejects.toThrow('"k1" is not the one that the database was sealed with')
    expect(await checks()).toEqual(before)
  })

  test('a key that was taken away is refused by its name', async () => {
    await openKeyring({ dataDir, masterKeys: [masterKey('k1')] }, store())
    const replaced = openKeyring({ dataDir, masterKeys: [masterKey('k2')] }, store())
    await expect(replaced).rejects.toThrow(/sealed with the master key "k1", which is not among the keys given \(k2\)/)
    expect((await checks()).map((check) => check.keyId)).toEqual(['k1'])
  })

  test('a new key in front of the old one seals from now on', async () => {
    const old = masterKey('k1')
    await openKeyring({ dataDir, masterKeys: [old] }, store())
    const keyring = await openKeyring({ dataDir, masterKeys: [masterKey('k2'), old] }, store())
    expect(keyring.currentId).toBe('k2')
    expect((await checks()).map((check) => check.keyId)).toEqual(['k1', 'k2'])
  })

  test('sealed values without a key check are refused, with and without a key', async () => {
    await sealSomething()
    await expect(openKeyring({ dataDir }, store())).rejects.toThrow('Restore a whole backup')
    await expect(openKeyring({ dataDir, masterKeys: [masterKey('k1')] }, store())).rejects.toThrow(KeyringError)
    expect(await checks()).toEqual([])
    await expect(stat(file())).rejects.toThrow('ENOENT')
  })

  test('of two nodes with their own fresh keys one starts; the other is refused and leaves no key behind', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'postern-keys-'))
    try {
      const nodes = [dataDir, elsewhere].map((folder) => openKeyring({ dataDir: folder }, store()))
      const results = await Promise.allSettled(nodes)
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
      const files = await Promise.allSettled([dataDir, elsewhere].map((folder) => stat(join(folder, 'master.key'))))
      expect(files.map((result) => result.status)).toEqual(results.map((result) => result.status))
    } finally {
      await rm(elsewhere, { recursive: true, force: true })
    }
  })

  test('a key file is read as MASTER_KEY is; a missing or a damaged one is refused', async () => {
    const given = join(dataDir, 'given.key')
    const settings = { dataDir, masterKeyFile: given }
    await expect(openKeyring(settings, store())).rejects.toThrow(SettingsError)
    await writeFile(given, 'k1:nonsense')
    await expect(openKeyring(settings, store())).rejects.toThrow(`The key file ${given} is not 32 bytes in base64`)
    const encoded = randomBytes(32).toString('base64')
    await writeFile(given, `k2:${encoded}\nk1:${randomBytes(32).toString('base64')}\n`)
    const keyring = await openKeyring(settings, store())
    expect(keyring.ids()).toEqual(['k2', 'k1'])
    expect(await readFile(given, 'utf8')).toContain(encoded)
  })
})
