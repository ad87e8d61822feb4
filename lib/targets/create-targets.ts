import type { SchemaReport, SyncRun } from '../contracts/console.ts'
import { isPendingAuth, type GatewayTarget, type TargetSummary } from '../contracts/targets.ts'
import type { Actor } from '../kernel/principals.ts'
import type { ApprovalItem, DefinitionChange, DefinitionDetail, DefinitionKind } from '../contracts/approvals.ts'
import { approveDefinitions, definitionChanges, definitionDetail } from './approval/operations.ts'
import { createDefinitionReader } from './approval/definition-reader.ts'
import { targetReviews, type TargetReview } from './approval/target-review.ts'
import { authorizationEnded, grantArrived } from './authorize.ts'
import { reportOnToolSchema } from './catalogue/parse-tool-schema.ts'
import { itemEntries, type ItemEntry } from './catalogue/item-entry.ts'
import { toolEntry, type ToolEntry } from './catalogue/tool.ts'
import { getTarget, type TargetsContext } from './context.ts'
import type { SyncGrant, SyncOutcome, SyncPurpose, TargetsDependencies } from './dependencies.ts'
import {
  cancelAuthorization,
  createTarget,
  removeTarget,
  renewAuthorization,
  synchronizeTarget,
  updateTarget,
} from './operations.ts'
import { createReaper } from './reaper.ts'
import { allWithItems, allWithTools, createItemReader, servingTargets, type ServingTarget } from './serving.ts'
import {
  methodOf,
  oauthOf,
  type CreateTargetInput,
  type SyncMethod,
  type TargetRecord,
  type UpdateTargetInput,
} from './target.ts'
import { createUpstreamNews } from './upstream-changed.ts'
import { summarizeTarget, viewTarget, type ViewOptions } from './view.ts'

export interface Targets {
  /** The same client token with the same input answers the same target. */
  create(actor: Actor, gatewayId: string, input: CreateTargetInput, clientToken?: string): Promise<TargetRecord>
  /** Throws ResourceNotFoundException. */
  get(gatewayId: string, targetId: string): Promise<TargetRecord>
  /** Full replacement, between the two methods in either direction; a name left out stays. */
  update(actor: Actor, gatewayId: string, targetId: string, input: UpdateTargetInput): Promise<TargetRecord>
  /** Refused for targets with a schema upfront. */
  synchronize(actor: Actor, gatewayId: string, targetId: string): Promise<TargetRecord>
  cancelAuthorization(actor: Actor, gatewayId: string, targetId: string): Promise<TargetRecord>
  renewAuthorization(actor: Actor, gatewayId: string, targetId: string): Promise<TargetRecord>
  /** The target is gone when this resolves; the answer carries DELETING. */
  remove(actor: Actor, gatewayId: string, targetId: string): Promise<TargetRecord>
  /** Ordered by name, after the name given. Throws ResourceNotFoundException for an unknown gateway. */
  list(gatewayId: string, page: { after?: string; limit: number }): Promise<{ items: TargetRecord[]; after?: string }>
  /** The latest hundred attempts, newest first. */
  runs(targetId: string): Promise<SyncRun[]>
  /** The tools that serve. */
  tools(gatewayId: string, targetId: string): Promise<ToolEntry[]>
  /** What serves beside tools. */
  items(gatewayId: string, targetId: string): Promise<ItemEntry[]>
  allWithItems(gatewayId?: string): Promise<{ record: TargetRecord; items: ItemEntry[] }[]>
  allWithTools(gatewayId?: string): Promise<{ record: TargetRecord; tools: ToolEntry[] }[]>
  /** How the definitions of each target stand to what was approved, by target id; of one gateway or of all. */
  reviews(gatewayId?: string): Promise<ReadonlyMap<string, TargetReview>>
  /** What has changed, come or gone since it was approved. */
  definitionChanges(
    gatewayId: string,
    targetId: string,
    page: { after?: string; limit: number },
  ): Promise<{ items: DefinitionChange[]; after?: string }>
  definition(
    gatewayId: string,
    targetId: string,
    asked: { kind: DefinitionKind; name: string },
  ): Promise<DefinitionDetail>
  /** All or none; refused where one is no longer what was looked at. */
  approve(
    actor: Actor,
    gatewayId: string,
    targetId: string,
    items: readonly ApprovalItem[],
  ): Promise<{ approved: number }>
  serving(gatewayId: string): Promise<ServingTarget[]>
  /** The server says that its lists have changed. Resolves when what follows from it has ended; never rejects. */
  upstreamChanged(gatewayId: string, targetId: string): Promise<void>
  method(target: TargetRecord): SyncMethod
  needsConsent(target: TargetRecord): boolean
  view(target: TargetRecord, options?: ViewOptions): GatewayTarget
  summary(target: TargetRecord, options?: ViewOptions): TargetSummary
  /** `view` and `summary` with the pending link. */
  present(target: TargetRecord): Promise<GatewayTarget>
  presentSummary(target: TargetRecord): Promise<TargetSummary>
  validateToolSchema(payload: string): SchemaReport
  grantArrived(purpose: SyncPurpose, grant: SyncGrant): Promise<void>
  authorizationEnded(purpose: SyncPurpose, outcome: SyncOutcome): Promise<void>
  /** One round of the reaper, which `start` has run every five seconds. */
  reap(): Promise<void>
  start(): void
  /** Resolves when what goes on in the background has ended; a synchronization takes 30 s at most. */
  stop(): Promise<void>
}

const runsShown = 100

export function createTargets(deps: TargetsDependencies): Targets {
  const running = new Set<Promise<unknown>>()
  const readItems = createItemReader()
  const context: TargetsContext = {
    ...deps,
    inBackground(what, work) {
      const task = work()
        .catch((error: unknown) => deps.logger.error({ err: error }, `${what} failed`))
        .finally(() => running.delete(task))
      running.add(task)
    },
    readItems,
    readDefinitions: createDefinitionReader(readItems),
    fault: async (name) => deps.faultPoint?.(name),
    changed: (target) => deps.changes.publish({ kind: 'target', gatewayId: target.gatewayId, targetId: target.id }),
  }
  const itemsOf = async (gatewayId: string, targetId: string) => {
    const { servingVersionId } = await getTarget(context, gatewayId, targetId)
    const catalogue = servingVersionId === undefined ? undefined : await deps.store.catalogue(servingVersionId)
    return catalogue && context.readItems(catalogue)
  }
  const reaper = createReaper(context)
  const news = createUpstreamNews(context)
  const link = async (target: TargetRecord): Promise<ViewOptions> => {
    if (!isPendingAuth(target.status)) return {}
    const pending = await deps.sessions.pendingForTarget(target.id)
    return pending?.sessionId === target.sessionId ? { authorizationUrl: pending?.authorizationUrl } : {}
  }

  return {
    create: (actor, gatewayId, input, clientToken) => createTarget(context, actor, gatewayId, input, clientToken),
    get: (gatewayId, targetId) => getTarget(context, gatewayId, targetId),
    update: (actor, gatewayId, targetId, input) => updateTarget(context, actor, gatewayId, targetId, input),
    synchronize: (actor, gatewayId, targetId) => synchronizeTarget(context, actor, gatewayId, targetId),
    cancelAuthorization: (actor, gatewayId, targetId) => cancelAuthorization(context, actor, gatewayId, targetId),
    renewAuthorization: (actor, gatewayId, targetId) => renewAuthorization(context, actor, gatewayId, targetId),
    remove: (actor, gatewayId, targetId) => removeTarget(context, actor, gatewayId, targetId),

    async list(gatewayId, { after, limit }) {
      await deps.gateways.get(gatewayId)
      const rows = await deps.store.page(gatewayId, after, limit + 1)
      const items = rows.slice(0, limit)
      return { items, ...(rows.length > limit && { after: items.at(-1)?.name }) }
    },

    runs: (targetId) => deps.store.runs(targetId, runsShown),
    tools: async (gatewayId, targetId) => (await itemsOf(gatewayId, targetId))?.tools.map(toolEntry) ?? [],
    async items(gatewayId, targetId) {
      const items = await itemsOf(gatewayId, targetId)
      return items ? itemEntries(items) : []
    },
    allWithItems: (gatewayId) => allWithItems(context, gatewayId),
    allWithTools: (gatewayId) => allWithTools(context, gatewayId),
    reviews: (gatewayId) => targetReviews(context, gatewayId),
    definitionChanges: (gatewayId, targetId, page) => definitionChanges(context, gatewayId, targetId, page),
    definition: (gatewayId, targetId, asked) => definitionDetail(context, gatewayId, targetId, asked),
    approve: (actor, gatewayId, targetId, items) => approveDefinitions(context, actor, gatewayId, targetId, items),
    serving: (gatewayId) => servingTargets(context, gatewayId),
    upstreamChanged: news.changed,
    method: methodOf,
    needsConsent: (target) => oauthOf(target.credentials) !== undefined,
    view: (target, options) => viewTarget(target, deps.arns, options),
    summary: summarizeTarget,
    present: async (target) => viewTarget(target, deps.arns, await link(target)),
    presentSummary: async (target) => summarizeTarget(target, await link(target)),
    validateToolSchema: reportOnToolSchema,
    grantArrived: (purpose, grant) => grantArrived(context, purpose, grant),
    authorizationEnded: (purpose, outcome) => authorizationEnded(context, purpose, outcome),
    reap: reaper.tick,
    start: reaper.start,
    async stop() {
      reaper.stop()
      news.stop()
      while (running.size > 0) await Promise.allSettled(running)
    },
  }
}
