import type { AuthzDependencies, SignInGateway } from '../authz-server/index.ts'
import { gatewayUrl, hasBuiltInSignIn, type GatewayRecord } from '../gateways/index.ts'

/** The gateways that tokens of our own authorization server can be for, by the URL that names each as a resource. */
export function createSignInGateways(deps: {
  gateways: { find(id: string): Promise<GatewayRecord | undefined>; all(): Promise<readonly GatewayRecord[]> }
  publicOrigin: string
  builtInDiscoveryUrl: string
}): AuthzDependencies['gateways'] {
  const { gateways, publicOrigin, builtInDiscoveryUrl } = deps
  const view = ({ id, name, settings }: GatewayRecord): SignInGateway => ({
    id,
    name,
    url: gatewayUrl(publicOrigin, id),
    scopes: settings.authorizerConfiguration?.customJWTAuthorizer.allowedScopes ?? [],
    ...(settings.signIn?.providerId !== undefined && { signInProviderId: settings.signIn.providerId }),
  })
  const isOurs = ({ status, settings }: GatewayRecord): boolean =>
    status !== 'DELETING' && hasBuiltInSignIn(settings, builtInDiscoveryUrl)

  return {
    async byUrl(url) {
      const id = url.slice(`${publicOrigin}/gateways/`.length, -'/mcp'.length)
      // Character by character: what merely leads to the same place is another resource.
      if (url !== gatewayUrl(publicOrigin, id)) return undefined
      const gateway = await gateways.find(id)
      return gateway && isOurs(gateway) ? view(gateway) : undefined
    },
    all: async () => (await gateways.all()).filter(isOurs).map(view),
  }
}
