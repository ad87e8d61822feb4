import {
  type CredentialProvider,
  type Vendor,
  vendorMembers,
  vendors,
} from '../../../lib/contracts/credential-providers.ts'
import {
  createOauth2CredentialProvider,
  updateOauth2CredentialProvider,
} from '../../../lib/contracts/operations/identities.ts'
import { orAbsent, type WireForm } from '../../../lib/console/wire-form.ts'

export interface OauthClientFormValues {
  vendor: Vendor
  name: string
  metadata: 'discovery' | 'manual'
  discoveryUrl: string
  issuer: string
  authorizationEndpoint: string
  tokenEndpoint: string
  clientId: string
  clientSecret: string
  tenantId: string
  authMethod: 'CLIENT_SECRET_BASIC' | 'CLIENT_SECRET_POST'
}

export const emptyOauthClient: OauthClientFormValues = {
  vendor: 'CustomOauth2',
  name: '',
  metadata: 'discovery',
  discoveryUrl: '',
  issuer: '',
  authorizationEndpoint: '',
  tokenEndpoint: '',
  clientId: '',
  clientSecret: '',
  tenantId: '',
  authMethod: 'CLIENT_SECRET_BASIC',
}

/** The stored settings of whichever vendor it is. */
export const storedConfig = (provider: CredentialProvider) =>
  provider.oauth2ProviderConfigOutput[vendorMembers[provider.credentialProviderVendor]]

/** The secret never comes back, so its field starts empty: left empty in an update, the stored one stays. */
export function oauthClientValues(provider: CredentialProvider): OauthClientFormValues {
  const config = storedConfig(provider)
  const manual = config?.oauthDiscovery.authorizationServerMetadata
  const method = provider.oauth2ProviderConfigOutput.customOauth2ProviderConfig?.clientAuthenticationMethod
  return {
    ...emptyOauthClient,
    vendor: provider.credentialProviderVendor,
    name: provider.name,
    metadata: manual ? 'manual' : 'discovery',
    discoveryUrl: config?.oauthDiscovery.discoveryUrl ?? '',
    issuer: manual?.issuer ?? '',
    authorizationEndpoint: manual?.authorizationEndpoint ?? '',
    tokenEndpoint: manual?.tokenEndpoint ?? '',
    clientId: config?.clientId ?? '',
    tenantId: provider.credentialProviderVendor === 'MicrosoftOauth2' ? tenantOf(manual?.issuer) : '',
    authMethod: method === 'CLIENT_SECRET_POST' ? method : 'CLIENT_SECRET_BASIC',
  }
}

/** Microsoft's issuer names the tenant: https://login.microsoftonline.com/{tenant}/v2.0. `common` is the absent one. */
function tenantOf(issuer: string | undefined): string {
  const tenant = issuer?.match(/^https:\/\/login\.microsoftonline\.com\/([^/]+)/)?.[1]
  return tenant === undefined || tenant === 'common' ? '' : tenant
}

function toConfig(values: OauthClientFormValues, stored: CredentialProvider | undefined) {
  const client = { clientId: values.clientId.trim(), clientSecret: orAbsent(values.clientSecret) }
  if (values.vendor === 'MicrosoftOauth2') return { ...client, tenantId: orAbsent(values.tenantId) }
  if (values.vendor !== 'CustomOauth2') return client
  const metadata = {
    ...(stored && storedConfig(stored)?.oauthDiscovery.authorizationServerMetadata),
    issuer: values.issuer.trim(),
    authorizationEndpoint: values.authorizationEndpoint.trim(),
    tokenEndpoint: values.tokenEndpoint.trim(),
    responseTypes: ['code'],
  }
  return {
    ...client,
    oauthDiscovery:
      values.metadata === 'discovery'
        ? { discoveryUrl: values.discoveryUrl.trim() }
        : { authorizationServerMetadata: metadata },
    clientAuthenticationMethod: values.authMethod,
  }
}

/** `stored` for an update: members that this form does not show are carried over, as an update replaces everything. */
export const toOauthClientInput = (values: OauthClientFormValues, stored?: CredentialProvider) => ({
  name: values.name.trim(),
  credentialProviderVendor: values.vendor,
  oauth2ProviderConfigInput: { [vendorMembers[values.vendor]]: toConfig(values, stored) },
})

const config = 'oauth2ProviderConfigInput'
const manual = `${config}.customOauth2ProviderConfig.oauthDiscovery.authorizationServerMetadata`
export const oauthClientFields: WireForm<OauthClientFormValues>['fields'] = {
  name: 'name',
  credentialProviderVendor: 'vendor',
  [`${config}.customOauth2ProviderConfig.oauthDiscovery`]: 'discoveryUrl',
  [manual]: 'issuer',
  [`${manual}.authorizationEndpoint`]: 'authorizationEndpoint',
  [`${manual}.tokenEndpoint`]: 'tokenEndpoint',
  [`${config}.customOauth2ProviderConfig.clientAuthenticationMethod`]: 'authMethod',
  ...Object.fromEntries(
    vendors.flatMap((vendor) =>
      (['clientId', 'clientSecret', 'tenantId'] as const).map(
        (field) => [`${config}.${vendorMembers[vendor]}.${field}`, field] as const,
      ),
    ),
  ),
}

/** `callbackUrl` is the reserved one that was shown, so that what was registered at the provider is what will be used. */
export const newOauthClientWireForm = (callbackUrl: string | undefined): WireForm<OauthClientFormValues> => ({
  toInput: (values) => ({ ...toOauthClientInput(values), callbackUrl }),
  schema: createOauth2CredentialProvider.input,
  fields: oauthClientFields,
})
export const oauthClientWireForm = (stored: CredentialProvider): WireForm<OauthClientFormValues> => ({
  toInput: (values) => toOauthClientInput(values, stored),
  schema: updateOauth2CredentialProvider.input,
  fields: oauthClientFields,
})
