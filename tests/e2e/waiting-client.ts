import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface WaitingClient {
  redirectUri: string
  /** Registers by itself, and answers the address that it would open. */
  authorizeUrl(publicUrl: string, gatewayUrl: string, name: string): Promise<string>
  close(): void
}

/** An MCP client that waits for its browser. Playwright sees no request that a redirect leads to, so somebody must be there. */
export async function startWaitingClient(): Promise<WaitingClient> {
  const server = createServer((_, response) => response.end('You are signed in.'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const redirectUri = `http://localhost:${(server.address() as AddressInfo).port}/signed-in`
  return {
    redirectUri,
    close: () => void server.close(),
    async authorizeUrl(publicUrl, gatewayUrl, name) {
      const registered = await fetch(`${publicUrl}/oauth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_name: name, redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' }),
      })
      const { client_id } = (await registered.json()) as { client_id: string }
      const query = new URLSearchParams({
        response_type: 'code',
        client_id,
        redirect_uri: redirectUri,
        scope: 'openid offline_access mcp',
        state: 's',
        code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
        code_challenge_method: 'S256',
        resource: gatewayUrl,
      })
      return `${publicUrl}/oauth/authorize?${query}`
    },
  }
}
