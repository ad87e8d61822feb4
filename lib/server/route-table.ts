/** Who answers a path. Console pages share `/gateways` with the data plane, which has exactly `/gateways/{id}/mcp`. */
export type Route =
  | { room: 'health' }
  | { room: 'readiness' }
  | { room: 'metrics' }
  | { room: 'mcp'; gatewayId: string }
  | { room: 'resource-metadata'; gatewayId?: string }
  | { room: 'authorize' }
  | { room: 'callback'; callbackId: string }
  /** `path` is below the issuer. */
  | { room: 'oauth'; path: string }
  | { room: 'control' }
  | { room: 'console' }
  | { room: 'nowhere' }

const mcp = /^\/gateways\/([^/]+)\/mcp$/
const metadata = /^\/\.well-known\/oauth-protected-resource(?:\/gateways\/([^/]+)\/mcp)?$/
const issuerMetadata = /^(\/\.well-known\/(?:oauth-authorization-server|openid-configuration))(?:\/oauth)?$/
const callback = /^\/api\/identities\/oauth2\/callback\/([^/]+)$/

/**
 * Routes by the path as it was sent: nothing is decoded, no slash is added or dropped, so what a signature covers is what
 * is dispatched (SG-5). An unknown metadata path is answered here, because a page in its place would mislead MCP clients
 * that probe for it.
 */
export function routeOf(path: string): Route {
  const gatewayId = mcp.exec(path)?.[1]
  if (gatewayId !== undefined) return { room: 'mcp', gatewayId }
  if (path === '/healthz') return { room: 'health' }
  if (path === '/readyz') return { room: 'readiness' }
  if (path === '/metrics') return { room: 'metrics' }
  if (path === '/api' || path.startsWith('/api/')) return apiRouteOf(path)
  if (path.startsWith('/oauth/')) return { room: 'oauth', path: path.slice('/oauth'.length) }
  if (path.startsWith('/.well-known/')) {
    const document = issuerMetadata.exec(path)?.[1]
    if (document !== undefined) return { room: 'oauth', path: document }
    const match = metadata.exec(path)
    return match ? { room: 'resource-metadata', gatewayId: match[1] } : { room: 'nowhere' }
  }
  return { room: 'console' }
}

function apiRouteOf(path: string): Route {
  if (path === '/api/auth' || path.startsWith('/api/auth/')) return { room: 'console' }
  if (path === '/api/identities/oauth2/authorize') return { room: 'authorize' }
  const callbackId = callback.exec(path)?.[1]
  return callbackId === undefined ? { room: 'control' } : { room: 'callback', callbackId }
}

/** The path of a request target, without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?')
  return query < 0 ? target : target.slice(0, query)
}
