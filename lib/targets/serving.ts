import { LRUCache } from 'lru-cache'
import { isRequired } from './approval/target-review.ts'
import { servedItems, withheldDefinitions } from './approval/withhold.ts'
import { itemEntries, type ItemEntry } from './catalogue/item-entry.ts'
import { readStoredItems, type CatalogueItems, type StoredItems } from './catalogue/items.ts'
import { readStoredServer, type ServerCard } from './catalogue/server-card.ts'
import { toolEntry, type ToolEntry } from './catalogue/tool.ts'
import type { TargetsContext } from './context.ts'
import { oauthOf, providerNameOf, type TargetRecord } from './target.ts'

/** What the data plane needs of a target. Endpoint and OAuth client are those that the serving catalogue was made with. */
export interface ServingTarget extends CatalogueItems {
  targetId: string
  name: string
  rowVersion: number
  /** Names the definitions below: another one where some of a catalogue are withheld. */
  catalogueVersionId: string
  endpoint: string
  /** Given where users must consent. */
  oauth?: {
    providerName: string
    scopes: string[]
    customParameters?: Record<string, string>
    defaultReturnUrl: string
  }
  /** Some resources or templates wait for an approval: an address that is not below may be one of theirs. */
  withholdsResources?: true
  /** What the server said about itself when its lists were read. */
  server: ServerCard
  /** Of targets that have the same resource the one with the lowest number answers (AgentCore: 0–1000). */
  resourcePriority: number
  /** Largest answer or event, in bytes, that is taken from the server; the data plane's own cap where it is absent. */
  maxResponseBytes?: number
}

/** AgentCore's default. */
const usualPriority = 1_000

/** Characters of catalogues that are kept parsed. */
const keptCharacters = 64_000_000

/** Reads the items of catalogue versions, which never change, so that asking again costs no parsing. */
export function createItemReader(): (version: StoredItems & { id: string }) => CatalogueItems {
  const read = new LRUCache<string, CatalogueItems>({ maxSize: keptCharacters })
  return (version) => {
    const known = read.get(version.id)
    if (known) return known
    const parsed = readStoredItems(version)
    const { tools, prompts, resources, resourceTemplates } = version
    read.set(version.id, parsed, { size: tools.length + prompts.length + resources.length + resourceTemplates.length })
    return parsed
  }
}

export async function servingTargets(context: TargetsContext, gatewayId: string): Promise<ServingTarget[]> {
  const catalogues = new Map((await context.store.serving(gatewayId)).map((version) => [version.id, version]))
  const targets = await context.store.all(gatewayId)
  const withheld = await withheldDefinitions(context, gatewayId, catalogues.values())
  const isReviewed = await isRequired(context, gatewayId)
  return targets.flatMap((target) => {
    const catalogue = target.servingVersionId === undefined ? undefined : catalogues.get(target.servingVersionId)
    if (catalogue === undefined) return []
    const oauth = oauthOf(catalogue.credentials)
    const { resourcePriority = usualPriority, maxResponseBytes } = target.configuration.mcp.mcpServer
    return [
      {
        targetId: target.id,
        name: target.name,
        rowVersion: target.version,
        endpoint: catalogue.endpoint,
        ...(oauth && {
          oauth: {
            providerName: providerNameOf(oauth),
            scopes: oauth.scopes,
            ...(oauth.customParameters && { customParameters: oauth.customParameters }),
            defaultReturnUrl: oauth.defaultReturnUrl ?? `${context.publicOrigin}/return`,
          },
        }),
        server: isReviewed ? quiet(readStoredServer(catalogue.server)) : readStoredServer(catalogue.server),
        resourcePriority,
        ...(maxResponseBytes !== undefined && { maxResponseBytes }),
        ...servedItems(catalogue.id, context.readItems(catalogue), withheld.get(target.id)),
      },
    ]
  })
}

/** Instructions are read by models like a description, and no approval covers them. */
function quiet({ instructions: _, ...server }: ServerCard): ServerCard {
  return server
}

/** Every target of one gateway or of every one, with what it serves beside tools. */
export async function allWithItems(
  context: TargetsContext,
  gatewayId?: string,
): Promise<{ record: TargetRecord; items: ItemEntry[] }[]> {
  const catalogues = new Map((await context.store.serving(gatewayId)).map((version) => [version.id, version]))
  return (await context.store.all(gatewayId)).map((record) => {
    const catalogue = catalogues.get(record.servingVersionId ?? '')
    return { record, items: catalogue ? itemEntries(context.readItems(catalogue)) : [] }
  })
}

/** Every target of one gateway or of every one, with the tools that it serves; none where no catalogue serves. */
export async function allWithTools(
  context: TargetsContext,
  gatewayId?: string,
): Promise<{ record: TargetRecord; tools: ToolEntry[] }[]> {
  const catalogues = new Map((await context.store.serving(gatewayId)).map((version) => [version.id, version]))
  return (await context.store.all(gatewayId)).map((record) => {
    const catalogue = catalogues.get(record.servingVersionId ?? '')
    return { record, tools: catalogue ? context.readItems(catalogue).tools.map(toolEntry) : [] }
  })
}
