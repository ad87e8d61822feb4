import { sha256Base64url } from '../../platform/crypto/hash.ts'
import type { CacheHint, ItemKind, ServingTarget } from '../rooms.ts'
import type { PreparedAnswer } from '../rpc/prepared-answer.ts'
import { createToolSearch, type ToolSearch } from '../search/tool-search.ts'
import { cacheHintOf } from './cache-hint.ts'
import type { Cursors } from './cursors.ts'
import { digestsOf, type Digests } from './digests.ts'
import { bareNames, definitionOf, gatewayNames, type NamedItem, type NamedKind, type Naming } from './naming.ts'
import { createPages, longestUnpaged } from './pages.ts'
import { refusalOf } from './refuse-collisions.ts'
import { listedResources } from './resources.ts'

/** What decides the bytes of a gateway's lists, and nothing else: where it is the same, so are they. */
export interface CatalogueSource {
  gatewayId: string
  targets: readonly ServingTarget[]
  /** `disableMcpListToolsPagination` */
  unpaged: boolean
  /** searchType SEMANTIC: the gateway has a tool of its own that searches the others. */
  searchable: boolean
}

/** AgentCore's name for it. */
export const searchToolName = 'x_amz_bedrock_agentcore_search'
const searchToolDefinition = JSON.stringify({
  name: searchToolName,
  description:
    'Searches the tools of this gateway: give what should be done, get the definitions of the tools that fit best, ready to be called. Useful where there are too many tools to read them all.',
  inputSchema: {
    type: 'object',
    properties: { query: { type: 'string', description: 'What the tool should do, in plain words.' } },
    required: ['query'],
  },
})

/** One list of a gateway. Never changes; bytes are made when they are first asked for. */
export interface ItemList {
  /** @throws RpcRefusal -32602 where the naming cannot be used on this gateway */
  refuseCollisions(): void
  /** @throws RpcRefusal -32602 for what is no cursor of this list */
  page(cursor: unknown): PreparedAnswer
  /** For how long and by whom the answer may be kept; never more than a server behind it allows. */
  cache: CacheHint
}

/** The tools or the prompts of a gateway under one naming. */
export interface NamedList extends ItemList {
  items: readonly NamedItem[]
  /** Of tools, where the gateway is searchable. */
  search?: ToolSearch
}

/** A gateway's lists; `digest` tells whether those of an earlier view still hold. */
export interface Catalogues {
  digest: string
  digests: Digests
  named(kind: NamedKind, naming: Naming): NamedList
  list(kind: ItemKind, naming: Naming): ItemList
}

export function createCatalogues(source: CatalogueSource, cursors: Cursors): Catalogues {
  const made = new Map<string, ItemList>()
  const once = <T extends ItemList>(key: string, make: () => T): T => {
    const list = (made.get(key) as T | undefined) ?? make()
    made.set(key, list)
    return list
  }
  const named = (kind: NamedKind, naming: Naming) =>
    once(`${kind} ${naming}`, () => createNamedList(source, kind, naming, cursors))
  return {
    digest: catalogueDigest(source),
    digests: digestsOf(source.targets, source.searchable),
    named,
    list: (kind, naming) =>
      kind === 'tools' || kind === 'prompts'
        ? named(kind, naming)
        : once(kind, () => createAddressList(source, kind, cursors)),
  }
}

export const catalogueDigest = ({ gatewayId, targets, unpaged, searchable }: CatalogueSource): string =>
  sha256Base64url(
    JSON.stringify([
      gatewayId,
      unpaged,
      searchable,
      targets.map(({ name, catalogueVersionId, resourcePriority }) => [name, catalogueVersionId, resourcePriority]),
    ]),
  )

function createNamedList(source: CatalogueSource, kind: NamedKind, naming: Naming, cursors: Cursors): NamedList {
  const { targets, searchable, unpaged } = source
  const searchTool = kind === 'tools' && searchable
  const { items, collisions } =
    naming === 'bare'
      ? bareNames(targets, kind, searchTool ? [searchToolName] : [])
      : { items: gatewayNames(targets, kind), collisions: [] }
  const entries = searchTool ? [searchToolDefinition, ...items] : items
  const page = createPages(
    {
      member: kind,
      digest: `${kind} ${naming} ${catalogueDigest(source)}`,
      entries,
      definition(index) {
        const entry = entries[index]
        return typeof entry === 'object' ? definitionOf(entry) : searchToolDefinition
      },
      unpaged: unpaged || items.length <= longestUnpaged,
    },
    cursors,
  )
  return {
    items,
    ...(searchTool && { search: createToolSearch(items) }),
    refuseCollisions() {
      if (collisions.length > 0) throw refusalOf(kind, collisions)
    },
    page,
    cache: cacheHintOf(targets, kind),
  }
}

function createAddressList(source: CatalogueSource, kind: 'resources' | 'templates', cursors: Cursors): ItemList {
  const entries = listedResources(source.targets, kind)
  const page = createPages(
    {
      member: kind === 'templates' ? 'resourceTemplates' : kind,
      digest: `${kind} ${catalogueDigest(source)}`,
      entries,
      definition: (index) => entries[index]?.json ?? '{}',
      unpaged: source.unpaged || entries.length <= longestUnpaged,
    },
    cursors,
  )
  return { refuseCollisions: () => undefined, page, cache: cacheHintOf(source.targets, kind) }
}
