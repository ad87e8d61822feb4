import { LRUCache } from 'lru-cache'
import { readStoredTools, toolEntry, type ToolEntry, type ToolText } from './catalogue/tool.ts'
import type { TargetsContext } from './context.ts'
import { oauthOf, providerNameOf, type TargetRecord } from './target.ts'

/** What the data plane needs of a target. Endpoint and OAuth client are those that the serving catalogue was made with. */
export interface ServingTarget {
  targetId: string
  name: string
  rowVersion: number
  catalogueVersionId: string
  endpoint: string
  /** Given where users must consent. */
  oauth?: {
    providerName: string
    scopes: string[]
    customParameters?: Record<string, string>
    defaultReturnUrl: string
  }
  tools: ToolText[]
}

/** Characters of catalogues that are kept parsed. */
const keptCharacters = 64_000_000

/** Reads the tools of catalogue versions, which never change, so that asking again costs no parsing. */
export function createToolReader(): (version: { id: string; tools: string }) => ToolText[] {
  const read = new LRUCache<string, ToolText[]>({ maxSize: keptCharacters })
  return ({ id, tools }) => {
    const known = read.get(id)
    if (known) return known
    const parsed = readStoredTools(tools)
    read.set(id, parsed, { size: tools.length })
    return parsed
  }
}

export async function servingTargets(context: TargetsContext, gatewayId: string): Promise<ServingTarget[]> {
  const catalogues = new Map((await context.store.serving(gatewayId)).map((version) => [version.id, version]))
  const targets = await context.store.all(gatewayId)
  return targets.flatMap((target) => {
    const catalogue = target.servingVersionId === undefined ? undefined : catalogues.get(target.servingVersionId)
    if (catalogue === undefined) return []
    const oauth = oauthOf(catalogue.credentials)
    return [
      {
        targetId: target.id,
        name: target.name,
        rowVersion: target.version,
        catalogueVersionId: catalogue.id,
        endpoint: catalogue.endpoint,
        ...(oauth && {
          oauth: {
            providerName: providerNameOf(oauth),
            scopes: oauth.scopes,
            ...(oauth.customParameters && { customParameters: oauth.customParameters }),
            defaultReturnUrl: oauth.defaultReturnUrl ?? `${context.publicOrigin}/return`,
          },
        }),
        tools: context.readTools(catalogue),
      },
    ]
  })
}

/** Every target of every gateway with the tools that it serves; none where no catalogue serves. */
export async function allWithTools(context: TargetsContext): Promise<{ record: TargetRecord; tools: ToolEntry[] }[]> {
  const catalogues = new Map((await context.store.serving()).map((version) => [version.id, version]))
  return (await context.store.all()).map((record) => {
    const stored = catalogues.get(record.servingVersionId ?? '')?.tools ?? '[]'
    return { record, tools: readStoredTools(stored).map(toolEntry) }
  })
}
