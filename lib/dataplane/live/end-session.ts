import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'

/** DELETE: the session, its streams, its calls and its sessions at MCP servers are over. */
export function endSession({ live, res }: Exchange, { liveSessions }: EndpointDeps): void {
  if (live) liveSessions.end(live)
  res.writeHead(204).end()
}
