import type { ConsentNeeded } from '../rooms.ts'
import type { ClientCapabilities } from '../session.ts'

/** What the server says about itself in `initialize`. */
export interface ServerCard {
  name: string
  title: string
  version: string
  description?: string
}

/** How a consent is asked for: as a JSON-RPC error, or as the result of the call. */
export type ConsentAnswer = { error: { code: number; message: string; data: unknown } } | { result: ToolResult }

export interface ToolResult {
  content: { type: 'text'; text: string }[]
  isError: true
  _meta?: Record<string, unknown>
}

/** Everything that differs between protocol dates. The rest of the room never learns a date. */
export interface WireRevision {
  readonly revision: string
  /** `serverInfo` with the members that this revision knows. */
  serverInfo(card: ServerCard): Record<string, unknown>
  /** `capabilities` is undefined for a client that never said what it can do. */
  encodeConsent(need: ConsentNeeded, toolName: string, capabilities: ClientCapabilities | undefined): ConsentAnswer
}
