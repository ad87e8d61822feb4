import type { AuditVerb } from '../../audit/index.ts'
import type { WorkloadIdentity } from '../../contracts/workloads.ts'
import { DomainError, notFound } from '../../kernel/domain-error.ts'
import type { Actor } from '../../kernel/principals.ts'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import type { ChangeBus } from '../../platform/changes.ts'
import type { Clock } from '../../platform/clock.ts'
import type { StoredWorkload, WorkloadStore } from './workload.store.ts'

export interface WorkloadInput {
  name: string
  allowedResourceOauth2ReturnUrls?: string[]
}

export interface Workloads {
  create(actor: Actor, input: WorkloadInput): Promise<StoredWorkload>
  get(name: string): Promise<StoredWorkload>
  /** Replaces the list of return URLs; left out, it becomes empty. */
  update(actor: Actor, input: WorkloadInput): Promise<StoredWorkload>
  remove(actor: Actor, name: string): Promise<void>
  list(page: { after?: string; limit: number }): Promise<{ items: StoredWorkload[]; after?: string }>
  view(row: StoredWorkload): WorkloadIdentity
  /** The identity of a gateway is named like it; safe to repeat. */
  ensureForGateway(gatewayId: string): Promise<void>
  removeForGateway(gatewayId: string): Promise<void>
  /** Exact match with a registered URL, character for character. */
  allowsReturnUrl(name: string, url: string): Promise<boolean>
}

const system = { kind: 'system' } as const

export function createWorkloads(deps: {
  store: WorkloadStore
  urlPolicy: UrlPolicy
  changes: ChangeBus
  clock: Clock
  region: string
  account: string
  /** Ends every connection that belongs to it. */
  endConnections(name: string, actor: Actor): Promise<void>
}): Workloads {
  const { store, changes, clock } = deps
  const arn = (name: string) =>
    `arn:aws:bedrock-agentcore:${deps.region}:${deps.account}:workload-identity-directory/default/workload-identity/${name}`
  const audit = (type: AuditVerb<'workload'>, actor: Actor, name: string) =>
    ({ type: `workload.${type}`, actor, resource: arn(name), outcome: 'ok' }) as const
  const returnUrls = (input: WorkloadInput) =>
    (input.allowedResourceOauth2ReturnUrls ?? []).map((url, index) =>
      deps.urlPolicy.checkReturnUrl(url, { what: `allowedResourceOauth2ReturnUrls.${index}` }),
    )
  const get = async (name: string) => {
    const row = await store.find(name)
    if (!row) throw notFound(`Workload identity ${name}`)
    return row
  }
  const create = (name: string, allowedReturnUrls: string[], actor: Actor, gatewayId?: string) => {
    const now = clock.now()
    const row = { name, allowedReturnUrls, ...(gatewayId && { gatewayId }), createdAt: now, updatedAt: now }
    return store.create(row, audit('created', actor, name))
  }
  const remove = async (name: string, actor: Actor) => {
    await deps.endConnections(name, actor)
    const removed = await store.remove(name, audit('deleted', actor, name))
    changes.publish({ kind: 'workload', name })
    // What was granted between the two.
    await deps.endConnections(name, actor)
    return removed
  }

  return {
    get,
    async create(actor, input) {
      if (!(await create(input.name, returnUrls(input), actor)))
        throw new DomainError(
          'ValidationException',
          `A workload identity named ${input.name} already exists. Choose another name, or update it.`,
          { reason: 'ResourceConflict' },
        )
      return get(input.name)
    },
    async update(actor, input) {
      const allowedReturnUrls = returnUrls(input)
      const before = await get(input.name)
      const change = { allowedReturnUrls, updatedAt: clock.now() }
      if (!(await store.update(input.name, before.version, change, audit('updated', actor, input.name))))
        throw new DomainError(
          'ConflictException',
          `${input.name} was changed by someone else meanwhile. Read it again.`,
        )
      changes.publish({ kind: 'workload', name: input.name })
      return get(input.name)
    },
    async remove(actor, name) {
      const row = await get(name)
      if (row.gatewayId !== undefined)
        throw new DomainError(
          'ValidationException',
          `${name} belongs to a gateway and goes when the gateway is deleted.`,
        )
      if (!(await remove(name, actor))) throw notFound(`Workload identity ${name}`)
    },
    async list({ after, limit }) {
      const rows = await store.list({ after, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return rows.length > limit && last ? { items, after: last.name } : { items }
    },
    view: (row) => ({
      name: row.name,
      workloadIdentityArn: arn(row.name),
      allowedResourceOauth2ReturnUrls: row.allowedReturnUrls,
      createdTime: row.createdAt / 1000,
      lastUpdatedTime: row.updatedAt / 1000,
    }),
    async ensureForGateway(gatewayId) {
      if (!(await store.find(gatewayId))) await create(gatewayId, [], system, gatewayId)
    },
    async removeForGateway(gatewayId) {
      await remove(gatewayId, system)
    },
    async allowsReturnUrl(name, url) {
      return (await store.find(name))?.allowedReturnUrls.includes(url) ?? false
    },
  }
}
