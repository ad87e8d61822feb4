import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider'
import { gatewayScope } from '../../contracts/mcp-clients.ts'
import type { AuthzDependencies, SignInGateway } from '../dependencies.ts'
import { signingAlgorithm } from '../keys/signing-keys.ts'

/** Long enough for a conversation's calls, short enough that what cannot be taken back ends by itself. */
export const accessTokenSeconds = 600

/** RFC 8707: a token is for one gateway, and what is asked for must be one whose sign-in this is (AS-10). */
export function createResources({ gateways }: Pick<AuthzDependencies, 'gateways'>) {
  const require = async (resource: string): Promise<SignInGateway> => {
    const gateway = await gateways.byUrl(resource)
    if (!gateway) throw new errors.InvalidTarget('resource is not the URL of a gateway with built-in sign-in')
    return gateway
  }

  return {
    enabled: true,
    useGrantedResource: () => true,

    /** Older clients name no resource: there must be no doubt which gateway they mean. */
    async defaultResource(_ctx: KoaContextWithOIDC, _client: unknown, oneOf?: readonly string[]): Promise<string> {
      if (oneOf) {
        const [only, ...others] = oneOf
        if (only !== undefined && others.length === 0) return only
        throw new errors.InvalidTarget('resource must name one gateway')
      }
      const [first, ...others] = await gateways.all()
      if (first && others.length === 0) return first.url
      throw new errors.InvalidTarget('resource is missing: send the URL of the gateway')
    },

    async getResourceServerInfo(ctx: KoaContextWithOIDC, resource: string): Promise<ResourceServer> {
      const { params } = ctx.oidc
      if (Array.isArray(params?.resource)) throw new errors.InvalidTarget('resource must name one gateway')
      const gateway = await require(resource)
      // Whoever asks for nothing asks to use the gateway, and whoever asks for more asks for that as well.
      if (params && ctx.oidc.route !== 'token') {
        const asked = typeof params.scope === 'string' ? params.scope.split(' ') : []
        params.scope = [...new Set([...asked, gatewayScope])].join(' ')
      }
      return {
        scope: [gatewayScope, ...gateway.scopes].join(' '),
        audience: resource,
        accessTokenFormat: 'jwt',
        accessTokenTTL: accessTokenSeconds,
        jwt: { sign: { alg: signingAlgorithm } },
      }
    },
  }
}
