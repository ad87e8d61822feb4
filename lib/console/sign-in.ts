import type { AuthorizerType, Gateway } from '../contracts/gateways.ts'
import { builtInDiscoveryUrl } from '../contracts/mcp-clients.ts'

/**
 * AgentCore's authorizers, and CUSTOM_JWT with our own issuer, which needs no other server: by any way in, or by one sign-in
 * provider alone.
 */
export type SignInChoice = AuthorizerType | 'BUILT_IN' | 'THROUGH_PROVIDER'

export const isBuiltIn = (choice: SignInChoice): boolean => choice === 'BUILT_IN' || choice === 'THROUGH_PROVIDER'

/** How people prove who they are at this gateway, by the issuer of the installation that it is on. */
export function signInOf(
  gateway: Pick<Gateway, 'authorizerType' | 'authorizerConfiguration' | 'gatewayUrl' | 'signIn'>,
): SignInChoice {
  const jwt = gateway.authorizerConfiguration?.customJWTAuthorizer
  const ownUrl = builtInDiscoveryUrl(new URL(gateway.gatewayUrl).origin)
  if (jwt?.discoveryUrl !== ownUrl) return gateway.authorizerType
  return gateway.signIn?.providerId === undefined ? 'BUILT_IN' : 'THROUGH_PROVIDER'
}
