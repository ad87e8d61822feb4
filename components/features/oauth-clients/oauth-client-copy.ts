import type { Vendor } from '../../../lib/contracts/credential-providers.ts'

export const vendorLabel: Record<Vendor, string> = {
  CustomOauth2: 'Custom',
  GithubOauth2: 'GitHub',
  GoogleOauth2: 'Google',
  SlackOauth2: 'Slack',
  SalesforceOauth2: 'Salesforce',
  MicrosoftOauth2: 'Microsoft',
  AtlassianOauth2: 'Atlassian',
}

export const oauthClientCopy = {
  list: {
    title: 'OAuth clients',
    description: 'Registrations of Postern at authorization servers. Targets use them to ask each person for consent.',
    add: 'Add OAuth client',
    empty: {
      title: 'No OAuth client yet',
      description:
        'Register Postern at the authorization server that protects an MCP server, then enter its client here.',
      action: 'Add the first OAuth client',
    },
  },
  create: {
    title: 'New OAuth client',
    description: 'Register Postern at the provider first; the provider wants this address.',
  },
  edit: { title: 'Change settings', submit: 'Save changes', saved: 'Changes saved.' },
  callbackUrl: 'Callback URL',
  callbackHint: 'Copy this into the provider’s list of redirect URIs. It belongs to this client alone.',
  callbackFact: 'Registered at the provider as a redirect URI.',
  vendor: 'Provider',
  vendorHint: 'Known providers need no addresses.',
  name: 'Letters, digits, hyphens and underscores. Targets refer to it, so it cannot be changed later.',
  metadata: 'Server metadata',
  metadataHint: 'Where Postern learns the server’s addresses.',
  discover: { label: 'Read from the server', hint: 'The server publishes its addresses and what it supports.' },
  manual: { label: 'Enter by hand', hint: 'For a server that publishes nothing.' },
  discoveryUrl: 'Ends in /.well-known/openid-configuration or /.well-known/oauth-authorization-server.',
  tenant: 'Directory (tenant) ID or domain. Empty: any organisation.',
  clientId: 'As the provider shows it after registration.',
  clientSecret: 'Write-only: it is stored encrypted and never shown again.',
  authMethod: 'How Postern sends the secret to the token endpoint.',
  deletion: {
    heading: 'Delete this OAuth client',
    hint: 'Refused while a target uses it.',
    action: 'Delete OAuth client',
    title: (name: string) => `Delete OAuth client ${name}?`,
    consequences: [
      'Its secret is destroyed; connections that were made through it cannot be renewed any more.',
      'Its callback URL stops answering.',
    ],
    deleted: 'OAuth client deleted.',
  },
} as const
