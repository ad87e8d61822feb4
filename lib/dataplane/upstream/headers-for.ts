import type { Destination } from './destination.ts'

/** All that an MCP server is told. Nothing of the caller's own request goes on: no token, cookie or session (I2, RS-3). */
export function headersFor({ accessToken, session }: Destination): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'accept-encoding': 'identity',
    'user-agent': 'postern',
    ...(session && { 'mcp-protocol-version': session.revision }),
    ...(session?.id !== undefined && { 'mcp-session-id': session.id }),
    ...(accessToken && { authorization: `Bearer ${accessToken.reveal()}` }),
  }
}
