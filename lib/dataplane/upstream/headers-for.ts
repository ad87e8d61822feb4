import type { Destination } from './destination.ts'

/** All that an MCP server is told. Nothing of the caller's own request goes on: no token, cookie or session (I2, RS-3). */
export function headersFor({ accessToken, session }: Destination): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'accept-encoding': 'identity',
    'user-agent': 'postern',
  }
  if (session) headers['mcp-protocol-version'] = session.revision
  if (session?.id !== undefined) headers['mcp-session-id'] = session.id
  if (accessToken) headers['authorization'] = `Bearer ${accessToken.reveal()}`
  return headers
}
