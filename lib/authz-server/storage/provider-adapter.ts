import { createHmac } from 'node:crypto'
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider'
import { Secret } from '../../kernel/secret.ts'
import { open, seal } from '../../platform/crypto/envelope.ts'
import { sha256Base64url } from '../../platform/crypto/hash.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import type { ArtifactBounds, ArtifactStore, StoredArtifact } from './artifact.store.ts'

/** Stored before any person stands behind it: by whoever calls. */
const anybodys = new Set(['Interaction', 'DeviceCode', 'Session', 'ReplayDetection'])
export type StrangerBounds = Omit<ArtifactBounds, 'openedFrom'>
/** A company behind one address may sign in at once; all of it is gone after ten minutes anyhow. */
export const strangerBounds: StrangerBounds = { perNetwork: 500, inAll: 10_000 }

/** How long a client that never saw the answer may repeat a refresh (AS-4). */
export const refreshGraceMs = 60_000

export const artifactId = (model: string, value: string): string => sha256Base64url(`${model}\0${value}`)

/**
 * The refresh token that replaces this one: the same one whoever asks and how often, so that a repeated request cannot
 * start a second family, and no answer has to be kept for it.
 */
export const successorOf = (keyring: Keyring, refreshToken: string): string =>
  createHmac('sha256', keyring.derive('refresh-successor')).update(refreshToken).digest('base64url')

/** oidc-provider's storage on ours: nothing that can be presented is stored in clear (AS-14). */
export function createProviderAdapter(deps: {
  store: ArtifactStore
  keyring: Keyring
  findClient(id: string): Promise<AdapterPayload | undefined>
  /** Digest of the network that the present request came from. */
  openedFrom(): string | undefined
  strangerBounds: StrangerBounds
}): (model: string) => Adapter {
  const { store, keyring } = deps

  return (model) => {
    const graceMs = model === 'RefreshToken' ? refreshGraceMs : 0
    const idOf = (value: string) => artifactId(model, value)
    const aad = (id: string) => ['authz-artifact', model, id]
    const payloadOf = (row: StoredArtifact | undefined): AdapterPayload | undefined =>
      row && {
        ...(JSON.parse(open(keyring, row.payloadSealed, aad(row.id)).reveal()) as AdapterPayload),
        ...(row.consumed && { consumed: true }),
      }

    return {
      async upsert(value, { consumed: _, ...payload }, expiresIn) {
        const id = idOf(value)
        const openedFrom = anybodys.has(model) ? deps.openedFrom() : undefined
        await store.upsert({
          id,
          model,
          payloadSealed: seal(keyring, new Secret(JSON.stringify(payload)), aad(id)),
          keepExisting: model === 'RefreshToken',
          ...(payload.grantId !== undefined && { grantId: artifactId('Grant', payload.grantId) }),
          ...(payload.uid !== undefined && { uid: artifactId('uid', payload.uid) }),
          ...(payload.userCode !== undefined && { userCode: artifactId('userCode', payload.userCode) }),
          ...(payload.clientId !== undefined && { clientId: payload.clientId }),
          ...(payload.accountId !== undefined && { accountId: payload.accountId }),
          ...(model === 'RefreshToken' && { successorId: idOf(successorOf(keyring, value)) }),
          ...(openedFrom !== undefined && { bounds: { openedFrom, ...deps.strangerBounds } }),
          ...(expiresIn !== undefined && expiresIn > 0 && { lifetimeMs: expiresIn * 1000 }),
        })
      },
      find: async (value) =>
        model === 'Client' ? await deps.findClient(value) : payloadOf(await store.find(idOf(value), graceMs)),
      findByUid: async (uid) => payloadOf(await store.findBy('uid', model, artifactId('uid', uid))),
      findByUserCode: async (code) => payloadOf(await store.findBy('userCode', model, artifactId('userCode', code))),
      async consume(value) {
        if (!(await store.consume(idOf(value), graceMs))) throw new errors.InvalidGrant('already used')
      },
      destroy: (value) => store.remove(idOf(value)),
      revokeByGrantId: (grantId) => store.removeOfGrant(model, artifactId('Grant', grantId)),
    }
  }
}
