import type { AuditEntry, AuditVerb } from '../../audit/index.ts'
import { apiKeyLifetimes, type ApiKey, type ApiKeyStatus } from '../../contracts/api-keys.ts'
import { DomainError, invalidField, nameConflict, notFound } from '../../kernel/domain-error.ts'
import { actorLabel, type Actor, type KeyHolder } from '../../kernel/principals.ts'
import { Secret } from '../../kernel/secret.ts'
import type { ChangeBus } from '../../platform/changes.ts'
import type { Clock } from '../../platform/clock.ts'
import { sha256Base64url } from '../../platform/crypto/hash.ts'
import type { LastUses } from '../../platform/last-uses.ts'
import type { GatewayRecord } from '../gateway.ts'
import type { ApiKeyRecord, ApiKeyStore } from './api-key.store.ts'
import { keyPrefix, newKeyText } from './key-text.ts'

const dayMs = 24 * 60 * 60_000
const expiringMs = 7 * dayMs
/** Revoked and expired ones count until they are deleted: all keys of a gateway are held in memory. */
export const mostKeys = 200

export interface ApiKeyInput {
  name: string
  targetIds?: readonly string[]
  /** Any form that Date reads. */
  expiresAt?: string
}

export interface ApiKeys {
  /** The key itself is told here and never again. @throws ServiceQuotaExceededException, ConflictException */
  create(actor: Actor, gatewayId: string, input: ApiKeyInput): Promise<{ record: ApiKeyRecord; apiKey: Secret }>
  /** By name. */
  list(gatewayId: string, page: { after?: string; limit: number }): Promise<{ items: ApiKeyRecord[]; after?: string }>
  /** @throws ResourceNotFoundException, like all below; a key of another gateway is as good as absent */
  get(gatewayId: string, keyId: string): Promise<ApiKeyRecord>
  endEarlier(actor: Actor, gatewayId: string, keyId: string, expiresAt: string): Promise<ApiKeyRecord>
  /** Revoking it again is no error. */
  revoke(actor: Actor, gatewayId: string, keyId: string): Promise<ApiKeyRecord>
  remove(actor: Actor, gatewayId: string, keyId: string): Promise<void>
  view(record: ApiKeyRecord): ApiKey
}

export function createApiKeys(deps: {
  store: ApiKeyStore
  gateway(id: string): Promise<GatewayRecord>
  /** Ids of the targets of a gateway. */
  targetIds(gatewayId: string): Promise<readonly string[]>
  /** Ends what was granted to a key's callers. */
  endConnections(actor: Actor, holder: KeyHolder, reason: string): Promise<void>
  changes: Pick<ChangeBus, 'publish'>
  clock: Clock
  uses: Pick<LastUses, 'of'>
}): ApiKeys {
  const { store, clock } = deps
  const changed = (gatewayId: string) => deps.changes.publish({ kind: 'gateway-key', gatewayId })

  const get = async (gatewayId: string, keyId: string): Promise<ApiKeyRecord> => {
    const record = await store.find(gatewayId, keyId)
    if (!record) throw notFound(`API key ${keyId}`)
    return record
  }

  const endOf = (text: string | undefined): number => {
    const now = clock.now()
    const at = text === undefined ? now + apiKeyLifetimes.usual * dayMs : Date.parse(text)
    if (at <= now) throw invalidField('expiresAt', 'This time has passed. Give one that is still to come.')
    if (at > now + apiKeyLifetimes.longest * dayMs)
      throw invalidField('expiresAt', 'A key lasts a year at most. Make a new one before it ends.')
    return at
  }

  const scopeOf = async (gatewayId: string, asked: readonly string[] | undefined): Promise<string[] | undefined> => {
    if (asked === undefined) return undefined
    const known = new Set(await deps.targetIds(gatewayId))
    const foreign = asked.find((id) => !known.has(id))
    if (foreign !== undefined)
      throw invalidField('targetIds', `The gateway has no target ${foreign}. Choose among its targets.`)
    return [...new Set(asked)].sort()
  }

  const revokeIt = async (actor: Actor, record: ApiKeyRecord): Promise<void> => {
    await store.revoke(record.id, entry('revoked', actor, record))
    changed(record.gatewayId)
  }

  return {
    get,

    async create(actor, gatewayId, { name, targetIds: asked, expiresAt: wanted }) {
      const { settings } = await deps.gateway(gatewayId)
      if (settings.authorizerType === 'NONE')
        throw invalidField('gatewayIdentifier', 'Anybody may call this gateway without a key. Give it a sign-in first.')
      const expiresAt = endOf(wanted)
      const targetIds = await scopeOf(gatewayId, asked)
      const { keyId: id, text } = newKeyText()
      const key = { id, gatewayId, name, expiresAt, createdBy: actor, ...(targetIds && { targetIds }) }
      const audit = entry('created', actor, key, {
        expiresAt: new Date(expiresAt).toISOString(),
        targets: targetIds ?? 'all',
      })
      switch (await store.insert({ ...key, hash: sha256Base64url(text) }, mostKeys, audit)) {
        case 'name-taken':
          throw nameConflict(`An API key named ${name} exists already on this gateway. Choose another name.`)
        case 'no-gateway':
          throw notFound(`Gateway ${gatewayId}`)
        case 'too-many':
          throw new DomainError(
            'ServiceQuotaExceededException',
            `A gateway has at most ${mostKeys} API keys, revoked and expired ones included. Delete those that nobody needs.`,
          )
        case 'stored':
          changed(gatewayId)
          return { record: await get(gatewayId, id), apiKey: new Secret(text) }
      }
    },

    async list(gatewayId, { after, limit }) {
      await deps.gateway(gatewayId)
      const found = await store.page(gatewayId, after, limit + 1)
      const items = found.slice(0, limit)
      return { items, ...(found.length > limit && { after: items.at(-1)?.name }) }
    },

    async endEarlier(actor, gatewayId, keyId, wanted) {
      const record = await get(gatewayId, keyId)
      const expiresAt = endOf(wanted)
      const audit = entry('updated', actor, record, { expiresAt: new Date(expiresAt).toISOString() })
      if (expiresAt !== record.expiresAt && !(await store.endEarlier(keyId, expiresAt, audit)))
        throw invalidField(
          'expiresAt',
          record.revokedAt === undefined
            ? `The key ends at ${new Date(record.expiresAt).toISOString()}. That can only be brought forward; make a new key to go on for longer.`
            : 'The key is revoked already.',
        )
      changed(gatewayId)
      return get(gatewayId, keyId)
    },

    async revoke(actor, gatewayId, keyId) {
      await revokeIt(actor, await get(gatewayId, keyId))
      return get(gatewayId, keyId)
    },

    /** Revoked first, so that no call makes a connection again while they are ended; a crash leaves a revoked key. */
    async remove(actor, gatewayId, keyId) {
      const record = await get(gatewayId, keyId)
      await revokeIt(actor, record)
      await deps.endConnections(actor, holderOf(record), 'The API key was deleted.')
      await store.remove(keyId, entry('deleted', actor, record))
      changed(gatewayId)
    },

    view({ id, createdBy, createdAt, expiresAt, revokedAt, ...record }) {
      const iso = (at: number) => new Date(at).toISOString()
      const lastUsedAt = deps.uses.of(id) ?? record.lastUsedAt
      return {
        ...{ keyId: id, gatewayId: record.gatewayId, name: record.name, begins: `${keyPrefix}${id}` },
        status: statusOf({ expiresAt, revokedAt }, clock.now()),
        ...(record.targetIds && { targetIds: record.targetIds }),
        ...{ createdBy: actorLabel(createdBy), createdAt: iso(createdAt), expiresAt: iso(expiresAt) },
        ...(revokedAt !== undefined && { revokedAt: iso(revokedAt) }),
        ...(lastUsedAt !== undefined && { lastUsedAt: iso(lastUsedAt) }),
      }
    },
  }
}

/** As whom its callers act, and own what is granted to them. */
export const holderOf = ({ gatewayId, id, name }: Pick<ApiKeyRecord, 'gatewayId' | 'id' | 'name'>): KeyHolder => ({
  kind: 'key',
  gatewayId,
  keyId: id,
  name,
})

function statusOf({ expiresAt, revokedAt }: { expiresAt: number; revokedAt?: number }, now: number): ApiKeyStatus {
  if (revokedAt !== undefined) return 'revoked'
  if (expiresAt <= now) return 'expired'
  return expiresAt - now < expiringMs ? 'expiring' : 'active'
}

const entry = (
  verb: AuditVerb<'api-key'>,
  actor: Actor,
  { id, gatewayId, name }: Pick<ApiKeyRecord, 'id' | 'gatewayId' | 'name'>,
  detail: Record<string, unknown> = {},
): AuditEntry => ({
  type: `api-key.${verb}`,
  actor,
  resource: `gateway/${gatewayId}`,
  outcome: 'ok',
  detail: { keyId: id, name, ...detail },
})
