import type { Vendor } from '../../contracts/credential-providers.ts'
import type { AuthorizationServer } from './provider.ts'

/** How a vendor departs from plain OAuth 2.1 (reference mcp.md §7, security.md §3.9). */
export interface VendorFacts {
  label: string
  /** Absent for CustomOauth2, whose server is discovered or given. */
  server?: (tenantId: string) => AuthorizationServer
  /** The vendor refuses a client without one even with PKCE. */
  needsSecret: boolean
  scopeSeparator: ' ' | ','
  authorizeParameters: Readonly<Record<string, string>>
  /** Sent where the grant is to be kept: what this vendor wants before it issues a refresh token. */
  offlineParameters: Readonly<Record<string, string>>
  /** RFC 8707: whether the server takes `resource`. */
  sendResource: boolean
  /** Where the token answer holds the person's token. */
  tokenPath: 'top' | 'authed_user'
  revocation: 'rfc7009' | 'github' | 'slack'
}

const plain = {
  needsSecret: true,
  scopeSeparator: ' ',
  authorizeParameters: {},
  offlineParameters: {},
  sendResource: false,
  tokenPath: 'top',
  revocation: 'rfc7009',
} as const

export const vendorFacts: Readonly<Record<Vendor, VendorFacts>> = {
  CustomOauth2: { ...plain, label: 'Custom', needsSecret: false, sendResource: true },
  GithubOauth2: {
    ...plain,
    label: 'GitHub',
    server: () => ({
      issuer: 'https://github.com/login/oauth',
      authorizationEndpoint: 'https://github.com/login/oauth/authorize',
      tokenEndpoint: 'https://github.com/login/oauth/access_token',
      issParameter: false,
    }),
    revocation: 'github',
  },
  GoogleOauth2: {
    ...plain,
    label: 'Google',
    server: () => ({
      issuer: 'https://accounts.google.com',
      authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
      tokenEndpoint: 'https://oauth2.googleapis.com/token',
      revocationEndpoint: 'https://oauth2.googleapis.com/revoke',
      issParameter: false,
    }),
    offlineParameters: { access_type: 'offline', prompt: 'consent' },
  },
  SlackOauth2: {
    ...plain,
    label: 'Slack',
    server: () => ({
      issuer: 'https://slack.com',
      authorizationEndpoint: 'https://slack.com/oauth/v2_user/authorize',
      tokenEndpoint: 'https://slack.com/api/oauth.v2.user.access',
      revocationEndpoint: 'https://slack.com/api/auth.revoke',
      issParameter: false,
    }),
    scopeSeparator: ',',
    tokenPath: 'authed_user',
    revocation: 'slack',
  },
  SalesforceOauth2: {
    ...plain,
    label: 'Salesforce',
    server: () => ({
      issuer: 'https://login.salesforce.com',
      authorizationEndpoint: 'https://login.salesforce.com/services/oauth2/authorize',
      tokenEndpoint: 'https://login.salesforce.com/services/oauth2/token',
      revocationEndpoint: 'https://login.salesforce.com/services/oauth2/revoke',
      issParameter: false,
      scopesSupported: ['offline_access'],
    }),
    needsSecret: false,
  },
  MicrosoftOauth2: {
    ...plain,
    label: 'Microsoft',
    server: (tenantId) => ({
      issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      authorizationEndpoint: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/authorize`,
      tokenEndpoint: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
      issParameter: false,
      scopesSupported: ['offline_access'],
    }),
    needsSecret: false,
  },
  AtlassianOauth2: {
    ...plain,
    label: 'Atlassian',
    server: () => ({
      issuer: 'https://auth.atlassian.com',
      authorizationEndpoint: 'https://auth.atlassian.com/authorize',
      tokenEndpoint: 'https://auth.atlassian.com/oauth/token',
      issParameter: false,
      scopesSupported: ['offline_access'],
    }),
    authorizeParameters: { audience: 'api.atlassian.com', prompt: 'consent' },
  },
}
