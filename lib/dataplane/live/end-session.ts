import type { EndpointDeps } from '../endpoint-deps.ts'
import type { Exchange } from '../exchange.ts'

/** DELETE: the session, its streams, its calls and its sessions at MCP servers are over, and every process knows. */
export async function endSession({ live, res }: Exchange, { liveSessions, changes }: EndpointDeps): Promise<void> {
  if (live) liveSessions.end(live)
  await changes.settled()
  res.writeHead(204).end()
}
