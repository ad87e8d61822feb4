import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import type { Keyring } from '../platform/crypto/keyring.ts'
import { openText, sealText } from '../platform/crypto/sealed-text.ts'
import { randomToken } from '../platform/random.ts'

const capabilitySchema = z.record(z.string(), z.union([z.literal(true), z.object({}).strict()]))

/**
 * A session is its own id: sealed, so that any process opens it and nobody can make one. It proves nothing about who
 * calls; it is only heard from the principal it was given to (RS-4).
 */
const sessionSchema = z.object({
  /** Random: what keeps two sessions of one person apart at the MCP servers behind us. */
  key: z.string(),
  gatewayId: z.string(),
  /** Digest of the principal. */
  owner: z.string(),
  revision: z.string(),
  capabilities: z.object({
    urlElicitation: z.boolean(),
    declared: z.object({
      elicitation: capabilitySchema.optional(),
      sampling: capabilitySchema.optional(),
      roots: capabilitySchema.optional(),
    }),
  }),
  clientName: z.string(),
  /** ms since 1970, absolute */
  expiresAt: z.number(),
  /** The process that holds what of it is live: its streams, and the questions that are open. */
  worker: z.string(),
})
export type McpSession = z.infer<typeof sessionSchema>

const purpose = 'mcp-session'
const maxIdLength = 2_048

export interface Sessions {
  /** Returns the session id: visible ASCII. */
  issue(session: Omit<McpSession, 'key'>): string
  /** Undefined for what we did not seal, for another gateway's, another principal's and an expired one alike. */
  find(id: string, gatewayId: string, owner: string, now: number): McpSession | undefined
}

export function createSessions(keyring: Keyring): Sessions {
  const opened = new LRUCache<string, McpSession>({ max: 10_000 })

  function open(id: string): McpSession | undefined {
    const known = opened.get(id)
    if (known) return known
    const text = id.length > maxIdLength ? undefined : openText(keyring, purpose, id)
    // Those of an earlier version said less; their clients initialize again.
    const session = text === undefined ? undefined : sessionSchema.safeParse(JSON.parse(text)).data
    if (session) opened.set(id, session)
    return session
  }

  return {
    issue: (session) => sealText(keyring, purpose, JSON.stringify({ ...session, key: randomToken(12) })),
    find(id, gatewayId, owner, now) {
      const session = open(id)
      const mine = session?.gatewayId === gatewayId && session.owner === owner && session.expiresAt > now
      return mine ? session : undefined
    },
  }
}
