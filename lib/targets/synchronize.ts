import { syncFailurePrefix } from '../contracts/targets.ts'
import type { Secret } from '../kernel/secret.ts'
import { newId } from '../platform/random.ts'
import { approvesAll } from './approval/first-approval.ts'
import { catalogueHash, itemsDiff, readStoredItems, storedItems, type CatalogueItems } from './catalogue/items.ts'
import { unaskedServer, type ServerCard } from './catalogue/server-card.ts'
import type { ToolText } from './catalogue/tool.ts'
import { auditEntry, system, type TargetsContext } from './context.ts'
import { accepts, advance, type TargetEvent } from './lifecycle.ts'
import { fetchCatalogue } from './sync/fetch-catalogue.ts'
import { SyncFailure } from './sync/sync-failure.ts'
import { endpointOf, methodOf, type TargetRecord, type TargetSettings } from './target.ts'
import type { NewCatalogue } from './target.store.ts'

/**
 * Reads the server's tools for a target in a working status and publishes them, all or nothing; otherwise the target fails
 * with the reason and its earlier catalogue goes on serving. Never throws for what the server did.
 */
export async function synchronizeNow(
  context: TargetsContext,
  target: TargetRecord,
  accessToken?: Secret,
): Promise<void> {
  const reason = await readAndPublish(context, target, accessToken).catch((error: unknown) => {
    if (error instanceof SyncFailure) return syncFailurePrefix + error.message
    context.logger.error({ err: error, targetId: target.id }, 'a synchronization broke off')
    return `${syncFailurePrefix}Postern could not finish the synchronization. Its log says more; synchronize again.`
  })
  if (reason !== undefined) await endWithout(context, target, 'failed', reason)
}

async function readAndPublish(context: TargetsContext, target: TargetRecord, accessToken?: Secret): Promise<undefined> {
  await context.fault('sync.before-fetch')
  const { items, server } = await fetchCatalogue({
    endpoint: endpointOf(target),
    accessToken,
    fetch: context.egress.fetch,
    version: context.version ?? '0',
    capMs: context.syncCapMs,
    betweenPages: () => context.fault('sync.mid-pagination'),
  })
  const catalogue = await newCatalogue(context, target, items, server)
  await context.fault('catalogue.before-write')
  const audit = auditEntry('target.synchronized', system, target, { ...countsOf(items), diff: sizeOf(catalogue) })
  const published = await context.store.publish(
    target.id,
    target.version,
    { ...settled(target, 'synced'), lastSynchronizedAt: context.clock.now() },
    catalogue,
    { audit },
  )
  if (typeof published === 'string') context.logger.warn({ targetId: target.id }, 'a synchronization came too late')
  else context.changed(published)
  return undefined
}

const countsOf = ({ tools, prompts, resources, templates }: CatalogueItems) => ({
  tools: tools.length,
  ...(prompts.length > 0 && { prompts: prompts.length }),
  ...(resources.length > 0 && { resources: resources.length }),
  ...(templates.length > 0 && { resourceTemplates: templates.length }),
})

/** The catalogue of a target whose tools were given: of what else the server may have nothing is known. */
export const givenCatalogue = (
  context: Pick<TargetsContext, 'store'>,
  target: TargetSettings & { servingVersionId?: string },
  tools: ToolText[],
): Promise<NewCatalogue> =>
  newCatalogue(context, target, { tools, prompts: [], resources: [], templates: [] }, unaskedServer)

/** The catalogue that the items of a target make, compared with the one that serves now. */
async function newCatalogue(
  context: Pick<TargetsContext, 'store'>,
  target: TargetSettings & { servingVersionId?: string },
  items: CatalogueItems,
  server: ServerCard,
): Promise<NewCatalogue> {
  const before = target.servingVersionId && (await context.store.catalogue(target.servingVersionId))
  return {
    id: newId(),
    method: methodOf(target),
    endpoint: endpointOf(target),
    credentials: target.credentials,
    ...storedItems(items),
    server: JSON.stringify(server),
    toolCount: items.tools.length,
    hash: catalogueHash(items),
    ...(before && { diff: itemsDiff(readStoredItems(before), items) }),
    ...(approvesAll(before, target) && { approves: true }),
  }
}

const sizeOf = ({ diff }: NewCatalogue) =>
  diff && { added: diff.added.length, removed: diff.removed.length, changed: diff.changed.length }

/** Members of a target that nothing is under way for any more. */
export const settled = (target: TargetRecord, event: TargetEvent) =>
  ({
    status: advance(target.status, event),
    statusReasons: [] as string[],
    sessionId: null,
    authUserId: null,
    due: null,
  }) as const

/** Ends the work in hand without a new catalogue, unless somebody else has changed the target since it was read. */
export async function endWithout(
  context: TargetsContext,
  target: TargetRecord,
  event: Extract<TargetEvent, 'failed' | 'expired' | 'cancel'>,
  reason: string,
  actor = system,
): Promise<TargetRecord | undefined> {
  if (!accepts(target.status, event)) return undefined
  const type = event === 'cancel' ? 'target.authorization-cancelled' : 'target.failed'
  const outcome = event === 'cancel' ? 'ok' : 'failed'
  const ended = await context.store.change(
    target.id,
    target.version,
    { ...settled(target, event), statusReasons: [reason] },
    { audit: auditEntry(type, actor, target, { reason }, outcome), fails: reason },
  )
  if (typeof ended === 'string') return undefined
  context.changed(ended)
  return ended
}
