import { ProtocolError, SdkHttpError, type Client } from '@modelcontextprotocol/client'
import { z } from 'zod'
import { hashOf, type ItemKind } from '../catalogue/items.ts'
import { judgeItems } from '../catalogue/judge-items.ts'
import { catalogueLimits, type Judged } from '../catalogue/judge-list.ts'
import { judgeTools } from '../catalogue/judge-tools.ts'
import type { CacheHint } from '../catalogue/server-card.ts'
import type { CallOptions } from './connect.ts'
import { SyncFailure } from './sync-failure.ts'

const maxPages = 100

/** How a kind is asked for and called. */
const lists = {
  tools: { method: 'tools/list', member: 'tools', what: 'tools', one: 'A tool definition' },
  prompts: { method: 'prompts/list', member: 'prompts', what: 'prompts', one: 'A prompt' },
  resources: { method: 'resources/list', member: 'resources', what: 'resources', one: 'A resource' },
  templates: {
    method: 'resources/templates/list',
    member: 'resourceTemplates',
    what: 'resource templates',
    one: 'A resource template',
  },
} as const

export interface ReadList {
  items: Judged[]
  /** Absent where the server's revision knows no such promise. */
  hint?: CacheHint
}

/**
 * Reads one list, all pages, and judges it; undefined where the server does not know the method.
 * @throws SyncFailure with words for the administrator
 */
export async function readList(
  client: Client,
  kind: ItemKind,
  options: CallOptions,
  betweenPages: () => void | Promise<void>,
): Promise<ReadList | undefined> {
  const first = await readPages(client, kind, options, betweenPages).catch((error: unknown) => {
    if (isUnknownMethod(error)) return undefined
    throw error
  })
  if (first === undefined) return undefined
  const items = judged(kind, first.values)
  // A list that is read in pages is no snapshot; a second reading tells whether it held still.
  if (first.pages > 1) {
    const second = judged(kind, (await readPages(client, kind, options, () => undefined)).values)
    if (hashOf(items) !== hashOf(second))
      throw new SyncFailure(
        `The list of ${lists[kind].what} changed while it was being read. Synchronize again when the server is at rest.`,
      )
  }
  return { items, ...(first.hint && { hint: first.hint }) }
}

/** What does not know a method says so with an error, servers that know no `initialize` with HTTP 404 beside it. */
const isUnknownMethod = (error: unknown): boolean =>
  (ProtocolError.isInstance(error) && error.code === -32601) || (SdkHttpError.isInstance(error) && error.status === 404)

interface Pages {
  values: unknown[]
  pages: number
  hint?: CacheHint
}

async function readPages(
  client: Client,
  kind: ItemKind,
  options: CallOptions,
  betweenPages: () => void | Promise<void>,
): Promise<Pages> {
  const { method, member, what } = lists[kind]
  const schema = z.looseObject({ [member]: z.array(z.unknown()), nextCursor: z.string().optional() })
  const isModern = client.getProtocolEra() === 'modern'
  const values: unknown[] = []
  const cursors = new Set<string>()
  let hint: CacheHint | undefined
  for (let cursor: string | undefined; ;) {
    const page = await client
      .request({ method, params: cursor === undefined ? {} : { cursor } }, schema, options)
      .catch((error: unknown) => {
        throw explainPage(error, what, cursor !== undefined)
      })
    if (isModern) hint = narrower(hint, hintOf(page))
    for (const item of page[member] as unknown[]) values.push(item)
    if (values.length > catalogueLimits.items)
      throw new SyncFailure(
        `The MCP server lists more than ${catalogueLimits.items} ${what}, the most that fit one target.`,
      )
    const next = page.nextCursor as string | undefined
    if (!next) return { values, pages: cursors.size + 1, ...(hint && { hint }) }
    if (cursors.has(next))
      throw new SyncFailure(`The MCP server hands out the same page of ${what} again and again. Its paging is broken.`)
    cursor = next
    cursors.add(cursor)
    if (cursors.size >= maxPages)
      throw new SyncFailure(`The list of ${what} has more than ${maxPages} pages. Make the pages larger.`)
    await betweenPages()
  }
}

/** What a server leaves unsaid it did not promise. */
const hintOf = ({ ttlMs, cacheScope }: Record<string, unknown>): CacheHint => ({
  ttlMs: typeof ttlMs === 'number' && Number.isFinite(ttlMs) && ttlMs > 0 ? Math.floor(ttlMs) : 0,
  cacheScope: cacheScope === 'public' ? 'public' : 'private',
})

const narrower = (a: CacheHint | undefined, b: CacheHint): CacheHint =>
  a === undefined
    ? b
    : {
        ttlMs: Math.min(a.ttlMs, b.ttlMs),
        cacheScope: a.cacheScope === 'private' || b.cacheScope === 'private' ? 'private' : 'public',
      }

function judged(kind: ItemKind, values: readonly unknown[]): Judged[] {
  const { what, one } = lists[kind]
  const texts = values.map((value) => printed(value, one))
  const { items, problems } = kind === 'tools' ? judgeTools(values, texts) : judgeItems(kind, values, texts)
  const [problem] = problems
  if (problem === undefined) return items
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more of the kind)` : ''
  throw new SyncFailure(
    `The list of ${what} is faulty at ${problem.path}: ${problem.message}${more} The MCP server must be corrected.`,
  )
}

function printed(value: unknown, one: string): string {
  try {
    return JSON.stringify(value)
  } catch {
    throw new SyncFailure(`${one} is nested too deeply to be read. The MCP server must be corrected.`)
  }
}

function explainPage(error: unknown, what: string, laterPage: boolean): unknown {
  if (laterPage && ProtocolError.isInstance(error) && error.code === -32602)
    return new SyncFailure(
      `The list of ${what} changed while it was being read: the server no longer knows its own page mark. Synchronize again.`,
    )
  return error
}
