import type { AuthorizerType, Gateway } from '../contracts/gateways.ts'
import { builtInDiscoveryUrl } from '../contracts/mcp-clients.ts'

/** AgentCore's authorizers, and the one of them that needs no other server: CUSTOM_JWT with our own issuer. */
export type SignInChoice = AuthorizerType | 'BUILT_IN'

/** How people prove who they are at this gateway, by the issuer of the installation that it is on. */
export function signInOf(gateway: Pick<Gateway, 'authorizerType' | 'authorizerConfiguration' | 'gatewayUrl'>) {
  const jwt = gateway.authorizerConfiguration?.customJWTAuthorizer
  const ownUrl = builtInDiscoveryUrl(new URL(gateway.gatewayUrl).origin)
  return (jwt?.discoveryUrl === ownUrl ? 'BUILT_IN' : gateway.authorizerType) satisfies SignInChoice as SignInChoice
}
