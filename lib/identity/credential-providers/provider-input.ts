import { vendorMembers, type ProviderConfigInput, type Vendor } from '../../contracts/credential-providers.ts'
import { invalidField } from '../../kernel/domain-error.ts'
import { Secret } from '../../kernel/secret.ts'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import type { Discovered } from './discovery.ts'
import type { AuthorizationServer, ClientAuthMethod, ProviderConfig } from './provider.ts'
import { vendorFacts } from './vendors.ts'

export interface ProviderInput {
  name: string
  credentialProviderVendor: Vendor
  oauth2ProviderConfigInput: ProviderConfigInput
  tags?: Record<string, string>
}

/** `secret` undefined: none was given; empty: the client has none. */
export interface ReadInput {
  config: ProviderConfig
  secret: Secret | 'none' | undefined
  /** The dotted path of the union member, for messages. */
  member: string
}

/** Turns the wire's union into a config. `discover` is asked for a CustomOauth2 with a discovery URL. */
export async function readProviderInput(
  input: ProviderInput,
  urlPolicy: Pick<UrlPolicy, 'checkUrl'>,
  discover: (discoveryUrl: string) => Promise<Discovered>,
): Promise<ReadInput> {
  const vendor = input.credentialProviderVendor
  const member = `oauth2ProviderConfigInput.${vendorMembers[vendor]}`
  const given = input.oauth2ProviderConfigInput[vendorMembers[vendor]]
  if (!given) throw invalidField('oauth2ProviderConfigInput', `${vendor} needs the member ${vendorMembers[vendor]}.`)
  const secret =
    given.clientSecret === undefined ? undefined : given.clientSecret === '' ? 'none' : new Secret(given.clientSecret)
  const common = { clientId: given.clientId, ...(input.tags && { tags: input.tags }) }
  if ('oauthDiscovery' in given) {
    const custom = await readCustom(given.oauthDiscovery, `${member}.oauthDiscovery`, urlPolicy, discover)
    const asked = given.clientAuthenticationMethod
    const authMethod =
      asked === undefined
        ? custom.authMethod
        : asked === 'CLIENT_SECRET_BASIC'
          ? 'client_secret_basic'
          : 'client_secret_post'
    return {
      member,
      secret,
      config: { ...common, ...custom.how, server: custom.server, authMethod, ...(asked && { askedAuthMethod: asked }) },
    }
  }
  const tenantId = 'tenantId' in given ? given.tenantId : undefined
  const server = vendorFacts[vendor].server?.(tenantId ?? 'common')
  if (!server) throw invalidField(member, `${vendor} is not offered.`)
  return {
    member,
    secret,
    config: { ...common, ...(tenantId && { tenantId }), authMethod: 'client_secret_post', server },
  }
}

interface CustomServer {
  how: Pick<ProviderConfig, 'discoveryUrl' | 'manualMetadata'>
  server: AuthorizationServer
  authMethod: ClientAuthMethod
}

async function readCustom(
  discovery: NonNullable<ProviderConfigInput['customOauth2ProviderConfig']>['oauthDiscovery'],
  member: string,
  urlPolicy: Pick<UrlPolicy, 'checkUrl'>,
  discover: (discoveryUrl: string) => Promise<Discovered>,
): Promise<CustomServer> {
  if (discovery.discoveryUrl !== undefined) {
    urlPolicy.checkUrl(discovery.discoveryUrl, { what: `${member}.discoveryUrl` })
    const found = await discover(discovery.discoveryUrl)
    return { how: { discoveryUrl: discovery.discoveryUrl }, ...found }
  }
  const metadata = discovery.authorizationServerMetadata
  if (!metadata) throw invalidField(member, 'Give exactly one of discoveryUrl and authorizationServerMetadata.')
  const check = (field: 'issuer' | 'authorizationEndpoint' | 'tokenEndpoint') =>
    urlPolicy.checkUrl(metadata[field], { what: `${member}.authorizationServerMetadata.${field}` })
  check('issuer')
  return {
    how: { manualMetadata: metadata },
    authMethod: metadata.tokenEndpointAuthMethods?.[0] ?? 'client_secret_basic',
    server: {
      issuer: metadata.issuer,
      authorizationEndpoint: check('authorizationEndpoint').href,
      tokenEndpoint: check('tokenEndpoint').href,
      issParameter: false,
    },
  }
}
