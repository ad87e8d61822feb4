import { generateKeyPair as generateKeyPairCallback } from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose'
import { Secret } from '../../kernel/secret.ts'
import type { Actor } from '../../kernel/principals.ts'
import type { Clock } from '../../platform/clock.ts'
import { open, seal } from '../../platform/crypto/envelope.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import type { NewKey, SigningKeyStore, StoredKey } from './signing-key.store.ts'

const generateKeyPair = promisify(generateKeyPairCallback)

export const signingAlgorithm = 'RS256'
/** Another node's rotation is known here after this long. */
const freshMs = 5_000
export const rotateAfterMs = 30 * 24 * 3_600_000
/** Longer than any token that a key signed. */
const keepRetiredMs = 24 * 3_600_000

export interface KeySet {
  /** With the private part; the first one signs. */
  privateKeys: JWK[]
  publicKeys: { keys: JWK[] }
  stored: StoredKey[]
  /** Changes whenever the set does. */
  version: string
}

export interface SigningKeys {
  current(): Promise<KeySet>
  /** Past the cache, for a token whose key is not known here yet. */
  reloaded(): Promise<KeySet>
  /** The key that is published as the next one signs from now on. */
  rotate(actor: Actor): Promise<void>
  /** Rotates what is due, and drops what no token can be signed with any more. */
  maintain(): Promise<void>
}

export function createSigningKeys(deps: { store: SigningKeyStore; keyring: Keyring; clock: Clock }): SigningKeys {
  const { store, keyring, clock } = deps
  let held: { set: KeySet; at: number } | undefined
  let loading: Promise<KeySet> | undefined

  const opened = ({ kid, publicJwk, privateSealed }: StoredKey): JWK => ({
    ...(JSON.parse(publicJwk) as JWK),
    ...(JSON.parse(open(keyring, privateSealed, ['signing-key', kid]).reveal()) as JWK),
  })

  const load = async (): Promise<KeySet> => {
    let { keys } = await store.all()
    if (!keys.some(({ slot }) => slot === 'active')) {
      await store.insertFirst(await newKey(keyring), await newKey(keyring))
      ;({ keys } = await store.all())
    }
    const version = keys.map(({ kid }) => kid).join()
    if (held?.set.version === version) return (held = { set: { ...held.set, stored: keys }, at: clock.now() }).set
    const set: KeySet = {
      privateKeys: keys.map(opened),
      publicKeys: { keys: keys.map(({ publicJwk }) => JSON.parse(publicJwk) as JWK) },
      stored: keys,
      version,
    }
    held = { set, at: clock.now() }
    return set
  }

  const reloaded = () => (loading ??= load().finally(() => (loading = undefined)))

  const rotate = async (actor: Actor): Promise<boolean> => {
    const { keys } = await store.all()
    const active = keys.find(({ slot }) => slot === 'active')
    const next = keys.find(({ slot }) => slot === 'next')
    if (!active || !next) return false
    const took = await store.rotate(active.kid, next.kid, await newKey(keyring), {
      type: 'client-sign-in.keys-rotated',
      actor,
      resource: 'client-sign-in',
      outcome: 'ok',
      detail: { from: active.kid, to: next.kid },
    })
    await reloaded()
    return took
  }

  return {
    current: async () => (held && clock.now() - held.at < freshMs ? held.set : await reloaded()),
    reloaded,
    async rotate(actor) {
      await rotate(actor)
    },
    async maintain() {
      const { keys, now } = await store.all()
      const active = keys.find(({ slot }) => slot === 'active')
      if (active?.activatedAt !== undefined && now - active.activatedAt > rotateAfterMs)
        await rotate({ kind: 'system' })
      await store.purge(keepRetiredMs)
    },
  }
}

async function newKey(keyring: Keyring): Promise<NewKey> {
  const { publicKey, privateKey } = await generateKeyPair('rsa', { modulusLength: 2048 })
  const jwk = await exportJWK(publicKey)
  const kid = await calculateJwkThumbprint(jwk)
  const { kty: _kty, n: _n, e: _e, ...privatePart } = await exportJWK(privateKey)
  return {
    kid,
    publicJwk: JSON.stringify({ ...jwk, kid, use: 'sig', alg: signingAlgorithm }),
    privateSealed: seal(keyring, new Secret(JSON.stringify(privatePart)), ['signing-key', kid]),
  }
}
