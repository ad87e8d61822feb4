import type { AuditEntry } from '../audit/index.ts'
import type { Gateway } from '../contracts/gateways.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { invalidField, notFound } from '../kernel/domain-error.ts'
import type { Actor } from '../kernel/principals.ts'
import type { ChangeBus } from '../platform/changes.ts'
import type { Clock } from '../platform/clock.ts'
import { sha256Hex } from '../platform/crypto/hash.ts'
import { randomLowerId } from '../platform/random.ts'
import type { Arns } from './arns.ts'
import { checkIssuer, type Issuers } from './check-issuer.ts'
import { hasBuiltInSignIn, withOwnAudience, withSignInProvider } from './built-in-sign-in.ts'
import type { CreateGatewayInput, GatewayRecord, GatewaySettings, UpdateGatewayInput } from './gateway.ts'
import type { GatewayStore } from './gateway.store.ts'
import {
  changedMeanwhile,
  checkAgainstTargets,
  checkSettings,
  hasTargets,
  nameTaken,
  tokenReused,
  type UrlPolicy,
} from './rules.ts'
import { gatewayUrl, supportedVersions, viewGateway } from './view.ts'

export interface GatewaysDependencies {
  store: GatewayStore
  /** Every gateway has a workload identity of its name; both calls may be repeated. */
  workloads: { ensureForGateway(gatewayId: string): Promise<void>; removeForGateway(gatewayId: string): Promise<void> }
  /** Names of a gateway's targets, and of those of them that ask users for consent. */
  targetsOf: { names(gatewayId: string): Promise<string[]>; with3lo(gatewayId: string): Promise<string[]> }
  urlPolicy: UrlPolicy
  issuers: Issuers
  changes: Pick<ChangeBus, 'publish'>
  clock: Clock
  arns: Arns
  publicOrigin: string
  /** Of our own authorization server: a gateway that names it has the built-in sign-in. */
  builtInDiscoveryUrl: string
  /** Whether such a sign-in provider is set up here. */
  knowsSignInProvider(id: string): Promise<boolean>
}

export interface Gateways {
  /** The same client token with the same input answers the same gateway. */
  create(actor: Actor, input: CreateGatewayInput, clientToken?: string): Promise<GatewayRecord>
  /** Throws ResourceNotFoundException. */
  get(id: string): Promise<GatewayRecord>
  find(id: string): Promise<GatewayRecord | undefined>
  /** Full replacement: what the input leaves out is cleared. Tags stay; the name cannot change. */
  update(actor: Actor, id: string, input: UpdateGatewayInput): Promise<GatewayRecord>
  /** The gateway is gone when this resolves; the answer carries DELETING. */
  remove(actor: Actor, id: string): Promise<GatewayRecord>
  list(page: { after?: string; limit: number }): Promise<{ items: GatewayRecord[]; after?: string }>
  all(): Promise<GatewayRecord[]>
  supportedVersions(gateway: GatewayRecord): string[]
  view(gateway: GatewayRecord): Gateway
  /** Finishes what a crash left in CREATING or DELETING. */
  resume(): Promise<void>
}

/** Rounds of read, judge and conditional change before a caller is told that others keep changing the same gateway. */
const attempts = 10

export function createGateways(deps: GatewaysDependencies): Gateways {
  const { store, workloads, targetsOf, changes, clock } = deps

  const get = async (id: string): Promise<GatewayRecord> => {
    const gateway = await store.find(id)
    if (gateway === undefined) throw notFound(`Gateway ${id}`)
    return gateway
  }

  const judged = async (id: string, asked: GatewaySettings, before?: GatewaySettings): Promise<GatewaySettings> => {
    const { builtInDiscoveryUrl: discoveryUrl, knowsSignInProvider: knowsProvider } = deps
    const settings = withOwnAudience(asked, { discoveryUrl, url: gatewayUrl(deps.publicOrigin, id) })
    checkSettings(settings, deps.urlPolicy, hasBuiltInSignIn(settings, discoveryUrl))
    return withSignInProvider(settings, before?.signIn, { discoveryUrl, knowsProvider })
  }

  const finishCreating = async (gateway: GatewayRecord): Promise<GatewayRecord> => {
    if (gateway.status !== 'CREATING') return gateway
    await workloads.ensureForGateway(gateway.id)
    await store.markReady(gateway.id)
    changes.publish({ kind: 'gateway', gatewayId: gateway.id })
    return get(gateway.id)
  }

  const finishRemoving = async (id: string): Promise<void> => {
    await workloads.removeForGateway(id)
    await store.erase(id)
    changes.publish({ kind: 'gateway', gatewayId: id })
  }

  /** Repeats a change that lost against another one, with what that other one left behind. */
  const settle = async <T>(id: string, change: (gateway: GatewayRecord) => Promise<T | undefined>): Promise<T> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const result = await change(await get(id))
      if (result !== undefined) return result
    }
    throw changedMeanwhile()
  }

  return {
    get,
    find: (id) => store.find(id),
    all: () => store.all(),
    supportedVersions,
    view: (gateway) => viewGateway(gateway, deps),

    async create(actor, { name, ...asked }, clientToken) {
      const id = `${name.toLowerCase()}-${randomLowerId(10)}`
      const settings = await judged(id, asked)
      const inputHash = sha256Hex(canonicalJson({ name, ...asked }))
      const replay = async (): Promise<GatewayRecord | undefined> => {
        const earlier = clientToken === undefined ? undefined : await store.findByClientToken(clientToken)
        if (earlier !== undefined && earlier.inputHash !== inputHash) throw tokenReused()
        return earlier && finishCreating(earlier.record)
      }
      const earlier = await replay()
      if (earlier !== undefined) return earlier
      await checkIssuer(settings, deps)

      const now = clock.now()
      const record: GatewayRecord = {
        id,
        name,
        settings,
        status: 'CREATING',
        statusReasons: [],
        version: 1,
        createdAt: now,
        updatedAt: now,
      }
      const audit = entry('gateway.created', actor, record.id, { name, ...signInOf(settings) })
      if ((await store.insert({ record, clientToken, inputHash }, audit)) !== 'stored') {
        const winner = await replay()
        if (winner !== undefined) return winner
        throw nameTaken(name)
      }
      return finishCreating(record)
    },

    update: async (actor, id, { name, ...input }) =>
      settle(id, async (gateway) => {
        if (name !== gateway.name)
          throw invalidField('name', `A gateway's name cannot change. Send ${gateway.name}, or create another gateway.`)
        const kept = gateway.settings.tags && { tags: gateway.settings.tags }
        const settings = await judged(id, { ...input, ...kept }, gateway.settings)
        await checkIssuer(settings, deps)
        checkAgainstTargets(settings, await targetsOf.with3lo(id))
        const audit = entry('gateway.updated', actor, id, { name, ...signInOf(settings) })
        if (!(await store.replace(id, gateway.version, settings, audit))) return undefined
        changes.publish({ kind: 'gateway', gatewayId: id })
        return get(id)
      }),

    remove: async (actor, id) =>
      settle(id, async (gateway) => {
        const names = await targetsOf.names(id)
        if (names.length > 0) throw hasTargets(names)
        const audit = entry('gateway.deleted', actor, id, { name: gateway.name })
        if (gateway.status !== 'DELETING' && !(await store.markDeleting(id, gateway.version, audit))) return undefined
        await finishRemoving(id)
        return { ...gateway, status: 'DELETING' as const }
      }),

    async list({ after, limit }) {
      const rows = await store.page(after, limit + 1)
      const items = rows.slice(0, limit)
      return { items, ...(rows.length > limit && { after: items.at(-1)?.id }) }
    },

    async resume() {
      for (const gateway of await store.all()) {
        if (gateway.status === 'CREATING') await finishCreating(gateway)
        if (gateway.status === 'DELETING') await finishRemoving(gateway.id)
      }
    },
  }
}

const signInOf = ({ authorizerType, signIn }: GatewaySettings) => ({
  authorizerType,
  ...(signIn?.providerId !== undefined && { signInProvider: signIn.providerId }),
})

const entry = (
  type: AuditEntry['type'],
  actor: Actor,
  gatewayId: string,
  detail: Record<string, unknown>,
): AuditEntry => ({
  type,
  actor,
  resource: `gateway/${gatewayId}`,
  outcome: 'ok',
  detail,
})
