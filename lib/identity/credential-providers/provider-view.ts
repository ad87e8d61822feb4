import { createHash } from 'node:crypto'
import { vendorMembers, type CredentialProvider, type OauthDiscovery } from '../../contracts/credential-providers.ts'
import { callbackPath, type ProviderRecord } from './provider.ts'

export interface Place {
  publicOrigin: string
  region: string
  account: string
}

export const providerArn = (place: Place, name: string): string =>
  `arn:aws:bedrock-agentcore:${place.region}:${place.account}:token-vault/default/oauth2credentialprovider/${name}`

const arnPattern =
  /^arn:aws[\w-]*:bedrock-agentcore:[^:]*:[^:]*:token-vault\/default\/oauth2credentialprovider\/([a-zA-Z0-9_-]{1,128})$/

/** The provider's name; undefined for another installation's ARN. */
export function providerNameOfArn(place: Place, arn: string): string | undefined {
  const name = arnPattern.exec(arn)?.[1]
  return name !== undefined && providerArn(place, name) === arn ? name : undefined
}

/** Six letters and digits as Secrets Manager appends them, the same for as long as the provider lives. */
const secretSuffix = (record: ProviderRecord): string =>
  createHash('sha256')
    .update(`secret-arn:${record.callbackId}`)
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 6)

function discoveryOf({ config }: ProviderRecord): OauthDiscovery {
  if (config.discoveryUrl !== undefined) return { discoveryUrl: config.discoveryUrl }
  if (config.manualMetadata) return { authorizationServerMetadata: config.manualMetadata }
  const { issuer, authorizationEndpoint, tokenEndpoint } = config.server
  return {
    authorizationServerMetadata: { issuer, authorizationEndpoint, tokenEndpoint, responseTypes: ['code'] },
  }
}

/** The wire shape of GetOauth2CredentialProvider. The secret is named by ARN and never given. */
export function providerView(place: Place, record: ProviderRecord): CredentialProvider {
  const { name, config } = record
  return {
    name,
    credentialProviderVendor: record.vendor,
    credentialProviderArn: providerArn(place, name),
    clientSecretArn: {
      secretArn: `arn:aws:secretsmanager:${place.region}:${place.account}:secret:bedrock-agentcore-identity!default/oauth2/${name}-${secretSuffix(record)}`,
    },
    clientSecretJsonKey: 'client_secret',
    clientSecretSource: 'MANAGED',
    callbackUrl: `${place.publicOrigin}${callbackPath}${record.callbackId}`,
    oauth2ProviderConfigOutput: {
      [vendorMembers[record.vendor]]: {
        oauthDiscovery: discoveryOf(record),
        clientId: config.clientId,
        ...(config.askedAuthMethod && { clientAuthenticationMethod: config.askedAuthMethod }),
      },
    },
    createdTime: record.createdAt / 1000,
    lastUpdatedTime: record.updatedAt / 1000,
    status: 'READY',
  }
}
