import { z } from 'zod'

/** How long a list may be kept, and by whom, as its server says. */
export interface CacheHint {
  ttlMs: number
  cacheScope: 'public' | 'private'
}

/** What a server says about itself and its lists, as far as a gateway has use for it. */
export interface ServerCard {
  /** Members of MCP's ServerCapabilities that a gateway can pass on. */
  capabilities: Record<string, unknown>
  instructions?: string
  serverInfo?: { name: string; version: string; title?: string }
  /** Absent for lists of servers that know no such promise. */
  cache: Partial<Record<'tools' | 'prompts' | 'resources' | 'templates', CacheHint>>
}

/** Longest instructions that are kept; a stranger's text, and one of many in a gateway. */
const longestInstructions = 20_000
const longestName = 200

const hintSchema = z.object({ ttlMs: z.number(), cacheScope: z.enum(['public', 'private']) })
const storedSchema = z.object({
  capabilities: z.record(z.string(), z.unknown()).default({}),
  instructions: z.string().optional(),
  serverInfo: z.object({ name: z.string(), version: z.string(), title: z.string().optional() }).optional(),
  cache: z
    .object({ tools: hintSchema, prompts: hintSchema, resources: hintSchema, templates: hintSchema })
    .partial()
    .default({}),
})

export const readStoredServer = (stored: string): ServerCard => {
  const { capabilities, ...card } = storedSchema.parse(JSON.parse(stored))
  // Rows of versions that read nothing but tools say nothing about their server.
  return { capabilities: Object.keys(capabilities).length > 0 ? capabilities : { tools: {} }, ...card }
}

/** Of targets whose tools were given: nobody asked the server. */
export const unaskedServer: ServerCard = { capabilities: { tools: {} }, cache: {} }

/** What may be passed on of a server's word about itself: known members, and of bounded length. */
export function serverCard(said: {
  capabilities: Record<string, unknown> | undefined
  instructions: string | undefined
  serverInfo: { name: string; version: string; title?: string | undefined } | undefined
  cache: ServerCard['cache']
}): ServerCard {
  const { serverInfo, instructions } = said
  const cut = (text: string) => text.slice(0, longestName)
  return {
    capabilities: knownCapabilities(said.capabilities ?? {}),
    ...(instructions !== undefined && { instructions: instructions.slice(0, longestInstructions) }),
    ...(serverInfo && {
      serverInfo: {
        name: cut(serverInfo.name),
        version: cut(serverInfo.version),
        ...(serverInfo.title !== undefined && { title: cut(serverInfo.title) }),
      },
    }),
    cache: said.cache,
  }
}

const flags: Record<string, readonly string[]> = {
  tools: ['listChanged'],
  prompts: ['listChanged'],
  resources: ['subscribe', 'listChanged'],
  completions: [],
  logging: [],
}

function knownCapabilities(said: Record<string, unknown>): Record<string, Record<string, true>> {
  return Object.fromEntries(
    Object.entries(flags).flatMap(([name, members]) => {
      const value = said[name]
      if (typeof value !== 'object' || value === null) return []
      const set = members.filter((member) => (value as Record<string, unknown>)[member] === true)
      return [[name, Object.fromEntries(set.map((member) => [member, true as const]))] as const]
    }),
  )
}
