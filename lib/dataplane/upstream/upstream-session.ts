import type { AgreedSession } from './destination.ts'

/** How one speaks with an MCP server, and what `initialize` there led to where it wants one. */
export interface UpstreamSession extends AgreedSession {
  /** What the server declared; empty for one of the newer era, which declares nothing that is kept. */
  readonly capabilities: Readonly<Record<string, unknown>>
}
