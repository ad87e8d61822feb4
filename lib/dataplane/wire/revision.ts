import type { CacheHint, ConsentNeeded } from '../rooms.ts'
import type { ClientCapabilities } from '../capabilities.ts'

/** `legacy` opens with `initialize`; in `modern` every request says all about itself and nothing is kept between two. */
export type Era = 'legacy' | 'modern'

/** What the server says about itself in `initialize` or `server/discover`. */
export interface ServerCard {
  name: string
  title: string
  version: string
  description?: string
}

/** How a consent is asked for: as a JSON-RPC error, or as the result of the call. */
export type ConsentAnswer =
  { error: { code: number; message: string; data: unknown } } | { result: Readonly<Record<string, unknown>> }

export interface ToolResult {
  content: { type: 'text'; text: string }[]
  isError: true
  _meta?: Record<string, unknown>
}

/** Who asks for consent, and what he can be shown. */
export interface ConsentQuestion {
  need: ConsentNeeded
  toolName: string
  /** Undefined for a client that never said what it can do. */
  capabilities: ClientCapabilities | undefined
  /** What the MCP server wants beyond that to which the person has agreed. */
  extraScopes?: readonly string[] | undefined
  /** What the client brings back with the retry of this call, where its revision has such a thing. */
  sealState(): string
}

/** Everything that differs between protocol dates. The rest of the room never learns a date. */
export interface WireRevision {
  readonly revision: string
  readonly era: Era
  /** Several messages may come in one body. */
  readonly batches: boolean
  /** A stream may begin with an event that has no message, so that there is an id to come back with. */
  readonly primes: boolean
  /** Members that every result has beside its own. */
  readonly resultMembers: Readonly<Record<string, unknown>>
  /** JSON text of the members that follow the items of a list, with the comma before them. */
  listMembers(hint: CacheHint): string
  /** `serverInfo` with the members that this revision knows. */
  serverInfo(card: ServerCard): Record<string, unknown>
  encodeConsent(question: ConsentQuestion): ConsentAnswer
}
