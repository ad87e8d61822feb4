import type { AuditEventType } from '../../audit/index.ts'
import type { Actor } from '../../kernel/principals.ts'
import type { CredentialProvider } from '../../contracts/credential-providers.ts'
import { DomainError, invalidField, nameConflict, notFound } from '../../kernel/domain-error.ts'
import { Secret } from '../../kernel/secret.ts'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import type { ChangeBus } from '../../platform/changes.ts'
import type { Clock } from '../../platform/clock.ts'
import { open, seal } from '../../platform/crypto/envelope.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import { newId } from '../../platform/random.ts'
import type { CredentialProviderStore } from './credential-provider.store.ts'
import { readProviderInput, type ProviderInput, type ReadInput } from './provider-input.ts'
import { providerArn, providerNameOfArn, providerView, type Place } from './provider-view.ts'
import { callbackPath, type ProviderConfig, type ProviderRecord, type ProviderSnapshot } from './provider.ts'
import type { ServerLookup } from './server-lookup.ts'
import { vendorFacts } from './vendors.ts'

const reservationMs = 86_400_000

export interface CredentialProviders {
  create(actor: Actor, input: ProviderInput & { callbackUrl?: string }): Promise<ProviderRecord>
  get(name: string): Promise<ProviderRecord>
  find(name: string): Promise<ProviderRecord | undefined>
  findByArn(arn: string): Promise<ProviderRecord | undefined>
  update(actor: Actor, input: ProviderInput): Promise<ProviderRecord>
  remove(actor: Actor, name: string): Promise<void>
  list(page: { after?: string; limit: number }): Promise<{ items: ProviderRecord[]; after?: string }>
  count(): Promise<number>
  /** A callback URL to register at the third party before the OAuth client exists here; lapses after a day. */
  reserveCallbackUrl(actor: Actor): Promise<string>
  view(record: ProviderRecord): CredentialProvider
  /** For a session: the provider with its server looked up. Throws ServiceUnavailableException where that one lies. */
  snapshot(record: ProviderRecord): Promise<ProviderSnapshot>
  /** The client's secret; undefined for a public client. For the token endpoint of this very version only. */
  secretOf(record: ProviderRecord): Secret | undefined
  /** The provider refused `resource`: leave it out from now on. */
  learnOmitResource(name: string): Promise<void>
}

export interface CredentialProviderDeps {
  store: CredentialProviderStore
  lookup: ServerLookup
  keyring: Keyring
  urlPolicy: UrlPolicy
  changes: ChangeBus
  clock: Clock
  place: Place
  /** Names of targets that would stop working without it. */
  usedBy(name: string): Promise<string[]>
  /** Ends what was granted to the client as it was: its tokens must never meet another server. */
  endConnections(name: string, actor: Actor): Promise<void>
}

const secretAad = (name: string) => ['credential-provider', name, 'client-secret']

export function createCredentialProviders(deps: CredentialProviderDeps): CredentialProviders {
  const { store, place } = deps
  const audit = (type: AuditEventType, actor: Actor, name: string) =>
    ({ type, actor, resource: providerArn(place, name), outcome: 'ok' }) as const
  const read = (input: ProviderInput) => readProviderInput(input, deps.urlPolicy, (url) => deps.lookup.discover(url))

  const get = async (name: string) => {
    const record = await store.find(name)
    if (!record) throw notFound(`OAuth client ${name}`)
    return record
  }
  const taken = (name: string) =>
    nameConflict(`An OAuth client named ${name} already exists. Choose another name, or update it.`)

  return {
    get,
    find: (name) => store.find(name),
    async findByArn(arn) {
      const name = providerNameOfArn(place, arn)
      return name === undefined ? undefined : store.find(name)
    },
    count: () => store.count(),
    view: (record) => providerView(place, record),

    async create(actor, input) {
      if (await store.find(input.name)) throw taken(input.name)
      const { config, secret, member } = await read(input)
      const sealed = secretFor(input, member, secret instanceof Secret ? secret : undefined)
      const callbackId = await callbackIdFor(deps, input.callbackUrl)
      const now = deps.clock.now()
      const record = {
        name: input.name,
        vendor: input.credentialProviderVendor,
        config: sealed ? config : { ...config, authMethod: 'none' as const },
        ...(sealed && { secretSealed: seal(deps.keyring, sealed, secretAad(input.name)) }),
        callbackId,
        createdAt: now,
        updatedAt: now,
      }
      if (!(await store.create(record, audit('provider.created', actor, input.name)))) throw taken(input.name)
      deps.changes.publish({ kind: 'provider', name: input.name })
      return get(input.name)
    },

    async update(actor, input) {
      const before = await get(input.name)
      const given = await read(input)
      const { member } = given
      const moved =
        before.config.clientId !== given.config.clientId ||
        before.config.server.issuer !== given.config.server.issuer ||
        before.config.server.tokenEndpoint !== given.config.server.tokenEndpoint
      const secretSealed = sealedAfterUpdate(deps.keyring, before, input, given, moved)
      const config: ProviderConfig = {
        ...given.config,
        ...(before.config.tags && { tags: before.config.tags }),
        ...(secretSealed === undefined && { authMethod: 'none' }),
      }
      if (secretSealed === undefined) secretFor(input, member, undefined)
      const change = { vendor: input.credentialProviderVendor, config, secretSealed, updatedAt: deps.clock.now() }
      const entry = audit('provider.updated', actor, input.name)
      // Before, so that the old client can still revoke; after, for what was granted meanwhile.
      if (moved) await deps.endConnections(input.name, actor)
      if (!(await store.update(input.name, before.version, change, entry)))
        throw new DomainError(
          'ConflictException',
          `${input.name} was changed by someone else meanwhile. Read it again.`,
        )
      deps.changes.publish({ kind: 'provider', name: input.name })
      if (moved) await deps.endConnections(input.name, actor)
      return get(input.name)
    },

    async remove(actor, name) {
      await get(name)
      const users = await deps.usedBy(name)
      if (users.length > 0)
        throw new DomainError(
          'ConflictException',
          `${name} is used by ${users.slice(0, 5).join(', ')}. Delete or update these targets first.`,
        )
      await deps.endConnections(name, actor)
      if (!(await store.remove(name, audit('provider.deleted', actor, name)))) throw notFound(`OAuth client ${name}`)
      deps.changes.publish({ kind: 'provider', name })
      // What was granted between the two must not meet a client that is made under this name later.
      await deps.endConnections(name, actor)
    },

    async list({ after, limit }) {
      const rows = await store.list({ after, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, after: last.name } : { items }
    },

    async reserveCallbackUrl() {
      const callbackId = newId()
      await store.reserveCallback(callbackId, reservationMs)
      return `${place.publicOrigin}${callbackPath}${callbackId}`
    },

    async snapshot(record) {
      return {
        providerName: record.name,
        providerVersion: record.version,
        vendor: record.vendor,
        callbackId: record.callbackId,
        clientId: record.config.clientId,
        authMethod: record.config.authMethod,
        server: await serverOf(deps, record),
        sendResource: vendorFacts[record.vendor].sendResource && !record.omitResource,
      }
    },

    secretOf: (record) =>
      record.secretSealed === undefined ? undefined : open(deps.keyring, record.secretSealed, secretAad(record.name)),

    async learnOmitResource(name) {
      await store.setOmitResource(name)
      deps.changes.publish({ kind: 'provider', name })
    },
  }
}

/** A document that began to lie since it was accepted is the provider's fault or an attack, and no member of a request. */
async function serverOf(deps: CredentialProviderDeps, record: ProviderRecord) {
  try {
    return await deps.lookup.serverOf(record)
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new DomainError(
      'ServiceUnavailableException',
      `The OAuth client ${record.name} cannot be used. ${error.message} An administrator must check it.`,
      { cause: error },
    )
  }
}

function secretFor(input: ProviderInput, member: string, secret: Secret | undefined): Secret | undefined {
  const facts = vendorFacts[input.credentialProviderVendor]
  if (!secret && facts.needsSecret)
    throw invalidField(
      `${member}.clientSecret`,
      `${facts.label} needs the client secret. Copy it from the app's settings there.`,
    )
  return secret
}

/** A secret that is not given again stays, unless it would then be sent to another server than it was given for. */
function sealedAfterUpdate(
  keyring: Keyring,
  before: ProviderRecord,
  input: ProviderInput,
  { secret, member }: ReadInput,
  moved: boolean,
): string | undefined {
  if (secret === 'none') return undefined
  if (secret) return seal(keyring, secret, secretAad(input.name))
  if (moved && before.secretSealed !== undefined)
    throw invalidField(
      `${member}.clientSecret`,
      'The client id or the server changes, so the client secret must be given again.',
    )
  return before.secretSealed
}

async function callbackIdFor(deps: CredentialProviderDeps, callbackUrl: string | undefined): Promise<string> {
  if (callbackUrl === undefined) return newId()
  const prefix = `${deps.place.publicOrigin}${callbackPath}`
  const callbackId = callbackUrl.startsWith(prefix) ? callbackUrl.slice(prefix.length) : ''
  if (!(await deps.store.takeReservation(callbackId)))
    throw invalidField(
      'callbackUrl',
      'callbackUrl is not one that was reserved here within the last day. Leave it out, and register the one that is answered.',
    )
  return callbackId
}
