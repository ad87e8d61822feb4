import { ProtocolError, SdkError, SdkErrorCode } from '@modelcontextprotocol/client'
import type { Secret } from '../../kernel/secret.ts'
import type { CatalogueItems, ItemKind } from '../catalogue/items.ts'
import { shown } from '../catalogue/judge-list.ts'
import { serverCard, type ServerCard } from '../catalogue/server-card.ts'
import { connect, type CallOptions, type Connection } from './connect.ts'
import { guardFetch, type OutgoingFetch } from './guard-fetch.ts'
import { readList } from './read-list.ts'
import { SyncFailure } from './sync-failure.ts'

export const syncLimits = { capMs: 30_000, answerBytes: 16 * 1024 * 1024 } as const

export interface FetchCatalogueRequest {
  endpoint: string
  accessToken?: Secret
  fetch: OutgoingFetch
  version: string
  capMs?: number
  /** Called between two pages. */
  betweenPages(): void | Promise<void>
}

export interface FetchedCatalogue {
  items: CatalogueItems
  server: ServerCard
}

/** Connects to an MCP server and reads all that it lists. Throws SyncFailure, with words for the administrator. */
export async function fetchCatalogue(request: FetchCatalogueRequest): Promise<FetchedCatalogue> {
  const capMs = request.capMs ?? syncLimits.capMs
  const deadline = AbortSignal.timeout(capMs)
  const stop = new AbortController()
  const guarded = guardFetch(request.fetch, {
    maxBytes: syncLimits.answerBytes,
    timeoutMs: capMs,
    deadline,
    giveUp: () => stop.abort(),
  })
  const options = { signal: AbortSignal.any([deadline, stop.signal]), timeout: capMs }
  let connection: Connection | undefined
  try {
    connection = await connect(request, guarded, options)
    const fetched = await readEverything(connection, options, request.betweenPages)
    await connection.transport.terminateSession().catch(() => undefined)
    return fetched
  } catch (error) {
    throw explain(error, guarded.failure(), deadline.aborted ? capMs : undefined)
  } finally {
    await connection?.client.close().catch(() => undefined)
  }
}

/** What a server declared; who declared nothing of the kind is asked for tools all the same. */
function kindsOf(capabilities: Record<string, unknown>): ItemKind[] {
  const kinds: ItemKind[] = []
  if (capabilities['prompts']) kinds.push('prompts')
  if (capabilities['resources']) kinds.push('resources', 'templates')
  return capabilities['tools'] || kinds.length === 0 ? ['tools', ...kinds] : kinds
}

async function readEverything(
  { client }: Connection,
  options: CallOptions,
  betweenPages: () => void | Promise<void>,
): Promise<FetchedCatalogue> {
  const capabilities: Record<string, unknown> = client.getServerCapabilities() ?? {}
  const items: CatalogueItems = { tools: [], prompts: [], resources: [], templates: [] }
  const cache: ServerCard['cache'] = {}
  const read = new Set<ItemKind>()
  for (const kind of kindsOf(capabilities)) {
    const list = await readList(client, kind, options, betweenPages)
    if (list === undefined) continue
    read.add(kind)
    if (list.hint) cache[kind] = list.hint
    const named = list.items
    if (kind === 'resources') items.resources = named.map(({ name: uri, json }) => ({ uri, json }))
    else if (kind === 'templates') items.templates = named.map(({ name: uriTemplate, json }) => ({ uriTemplate, json }))
    else items[kind] = named
  }
  if (read.size === 0)
    throw new SyncFailure(
      'The MCP server has no tools (it does not know tools/list), no prompts and no resources. There is nothing to attach.',
    )
  // What it declares but does not know would lead clients to a method that nobody answers.
  const known = Object.entries(capabilities).filter(([name]) => !isUnread(name, read))
  const server = serverCard({
    capabilities: { ...(read.has('tools') && { tools: {} }), ...Object.fromEntries(known) },
    instructions: client.getInstructions(),
    serverInfo: client.getServerVersion(),
    cache,
  })
  return { items, server }
}

const isUnread = (capability: string, read: ReadonlySet<ItemKind>): boolean =>
  capability === 'resources'
    ? !read.has('resources') && !read.has('templates')
    : (capability === 'tools' || capability === 'prompts') && !read.has(capability)

function explain(error: unknown, onTheWire: SyncFailure | undefined, cappedAtMs: number | undefined): SyncFailure {
  if (cappedAtMs !== undefined)
    return new SyncFailure(
      `Runtime initialization time exceeded: the MCP server did not finish within ${Math.ceil(cappedAtMs / 1000)} s. Check that it is up, then synchronize again.`,
      { cause: error },
    )
  if (error instanceof SyncFailure) return error
  if (onTheWire !== undefined) return onTheWire
  if (ProtocolError.isInstance(error))
    return new SyncFailure(`The MCP server refused with error ${error.code}: ${shown(error.message)}`, { cause: error })
  if (SdkError.isInstance(error) && error.code === SdkErrorCode.InvalidResult)
    return new SyncFailure(
      'The MCP server answered a question for a list with something that is no list of tools, prompts or resources.',
      {
        cause: error,
      },
    )
  return new SyncFailure(
    'The MCP server did not speak MCP as Postern knows it. Check the endpoint and the server’s log.',
    {
      cause: error,
    },
  )
}
