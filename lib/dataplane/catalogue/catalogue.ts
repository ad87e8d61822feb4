import { sha256Base64url } from '../../platform/crypto/hash.ts'
import type { ServingTarget } from '../rooms.ts'
import { createToolSearch, type ToolSearch } from '../search/tool-search.ts'
import { PreparedAnswer } from '../rpc/prepared-answer.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import type { Cursors } from './cursors.ts'
import { bareNames, definitionOf, gatewayNames, type NamedTool, type Naming } from './naming.ts'

/** Fewer tools than this come in one answer: many clients read the first page only (agentcore.md k.12). */
const longestUnpaged = 1_000
/** AgentCore's page. */
const pageLength = 30
/** More collisions than these help nobody to read. */
const toldCollisions = 20

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

/** The tools of a gateway under one naming. Never changes; bytes are made when they are first asked for. */
export interface Catalogue {
  tools: readonly NamedTool[]
  /** @throws RpcRefusal -32602 where this naming cannot be used on this gateway */
  refuseCollisions(): void
  /** A `tools/list` answer. @throws RpcRefusal -32602 for what is no cursor of this catalogue */
  page(cursor: unknown): PreparedAnswer
  /** Given where the gateway is searchable. */
  search?: ToolSearch
}

/** A gateway's catalogues by naming; `digest` tells whether those of an earlier view still hold. */
export interface Catalogues {
  digest: string
  of(naming: Naming): Catalogue
}

export function createCatalogues(source: CatalogueSource, cursors: Cursors): Catalogues {
  const made = new Map<Naming, Catalogue>()
  const make = (naming: Naming): Catalogue => {
    const catalogue = createCatalogue(source, naming, cursors)
    made.set(naming, catalogue)
    return catalogue
  }
  return { digest: catalogueDigest(source), of: (naming) => made.get(naming) ?? make(naming) }
}

export const catalogueDigest = ({ gatewayId, targets, unpaged, searchable }: CatalogueSource): string =>
  sha256Base64url(
    JSON.stringify([
      gatewayId,
      unpaged,
      searchable,
      targets.map(({ name, catalogueVersionId }) => [name, catalogueVersionId]),
    ]),
  )

function createCatalogue(source: CatalogueSource, naming: Naming, cursors: Cursors): Catalogue {
  const own = source.searchable ? [searchToolName] : []
  const { tools, collisions } =
    naming === 'bare' ? bareNames(source.targets, own) : { tools: gatewayNames(source.targets), collisions: [] }
  const digest = `${naming} ${catalogueDigest(source)}`
  const entries = [...own, ...tools]
  const length = source.unpaged || tools.length <= longestUnpaged ? Math.max(entries.length, 1) : pageLength
  const pages = Math.max(Math.ceil(entries.length / length), 1)
  const prepared = new Map<number, PreparedAnswer>()

  function prepare(page: number): PreparedAnswer {
    const listed = entries
      .slice(page * length, (page + 1) * length)
      .map((entry) => (typeof entry === 'string' ? searchToolDefinition : definitionOf(entry)))
    const next = page + 1 < pages ? `,"nextCursor":${JSON.stringify(cursors.seal(digest, page + 1))}` : ''
    const answer = new PreparedAnswer(`{"tools":[${listed.join(',')}]${next}}`)
    prepared.set(page, answer)
    return answer
  }

  return {
    tools,
    ...(source.searchable && { search: createToolSearch(tools) }),
    refuseCollisions() {
      if (collisions.length === 0) return
      const told = collisions.slice(0, toldCollisions).map(({ name, targets }) => `${name} (${targets.join(', ')})`)
      const more = collisions.length > told.length ? ` and ${collisions.length - told.length} more` : ''
      throw new RpcRefusal(
        rpcErrors.invalidParams,
        `Bare names cannot be used on this gateway, because several targets have a tool of the same name: ${told.join('; ')}${more}. Leave ?names=bare out of the address, or put these targets on gateways of their own.`,
        { collisions: collisions.slice(0, toldCollisions) },
      )
    },
    page(cursor) {
      const page = cursor === undefined ? 0 : cursors.open(digest, cursor)
      if (page === undefined || page >= pages)
        throw new RpcRefusal(
          rpcErrors.invalidParams,
          'params.cursor is not one of this list, or the list has changed since. List again without a cursor.',
        )
      return prepared.get(page) ?? prepare(page)
    },
  }
}
