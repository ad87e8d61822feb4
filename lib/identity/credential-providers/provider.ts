import type { AuthorizationServerMetadata, Vendor } from '../../contracts/credential-providers.ts'

export type ClientAuthMethod = 'client_secret_basic' | 'client_secret_post' | 'none'

/** What must be known of an authorization server to send people there and to redeem what they bring back. */
export interface AuthorizationServer {
  issuer: string
  authorizationEndpoint: string
  tokenEndpoint: string
  revocationEndpoint?: string
  /** RFC 9207: the server says that its answers carry `iss`; then an answer without it is refused. */
  issParameter: boolean
  scopesSupported?: string[]
}

export interface ProviderConfig {
  clientId: string
  authMethod: ClientAuthMethod
  /** Microsoft alone. */
  tenantId?: string
  /** CustomOauth2: exactly one of the two, as the admin gave it. */
  discoveryUrl?: string
  manualMetadata?: AuthorizationServerMetadata
  /** Asked for by the admin; absent where the method was chosen from the server's metadata. */
  askedAuthMethod?: 'CLIENT_SECRET_BASIC' | 'CLIENT_SECRET_POST'
  /** As last seen; a discovered one is looked up again when a session starts. */
  server: AuthorizationServer
  tags?: Record<string, string>
}

/** An OAuth client at a third party. Times are milliseconds since 1970. */
export interface ProviderRecord {
  name: string
  vendor: Vendor
  config: ProviderConfig
  /** Sealed under the provider's name; write-only. Absent for a public client. */
  secretSealed?: string
  callbackId: string
  /** The provider refused `resource` once (RFC 8707 invalid_target); it is not sent any more. */
  omitResource: boolean
  version: number
  createdAt: number
  updatedAt: number
}

/**
 * The provider as it was when a session began. The code that comes back is redeemed at this token endpoint and no
 * other, so that a change under way, or a mix-up, cannot divert it (security reference OC-5).
 */
export interface ProviderSnapshot {
  providerName: string
  providerVersion: number
  vendor: Vendor
  callbackId: string
  clientId: string
  authMethod: ClientAuthMethod
  server: AuthorizationServer
  sendResource: boolean
}

/**
 * Whether this is still the provider that the session began with. A provider that was deleted and made again under its
 * name counts its versions anew; its callback id is another one.
 */
export const isSameProvider = (
  snapshot: Pick<ProviderSnapshot, 'providerVersion' | 'callbackId'>,
  record: Pick<ProviderRecord, 'version' | 'callbackId'> | undefined,
): boolean => record?.version === snapshot.providerVersion && record.callbackId === snapshot.callbackId

export const callbackPath = '/api/identities/oauth2/callback/'
export const authorizePath = '/api/identities/oauth2/authorize'
