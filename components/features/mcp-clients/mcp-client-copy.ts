import type { ClientSignInSettings, McpClient } from '../../../lib/contracts/mcp-clients.ts'

export const mcpClientCopy = {
  title: 'MCP clients',
  description: 'Applications that sign people in for gateways with the built-in sign-in.',
  empty: {
    title: 'No client yet',
    description: 'Most clients introduce themselves when somebody pastes a gateway’s URL. They appear here then.',
  },
  ways: 'How clients come in',
  waysText: 'Clients that are registered here by hand come in always. People who are signed in already stay so.',
  switches: {
    metadataDocuments: {
      label: 'Clients described at their own address',
      hint: 'Client ID Metadata Documents. The host of that address is shown to people.',
    },
    dynamicRegistration: {
      label: 'Clients that register themselves',
      hint: 'Dynamic registration. Shown to people as unverified; gone after a day without use.',
    },
    deviceFlow: {
      label: 'Terminals and devices',
      hint: 'They show a code, and the person types it at /device.',
    },
  } satisfies Record<keyof ClientSignInSettings, { label: string; hint: string }>,
  register: 'Register a client',
  registerText: 'For a client that does not introduce itself, or to know its ID beforehand.',
  name: 'Name',
  nameHint: 'Shown to people when they are asked.',
  redirectUris: 'Redirect URIs',
  redirectUrisHint:
    'One per line. https, http on a loopback address, or a scheme of its own such as com.example.app:/callback.',
  confidential: 'It keeps a secret',
  confidentialHint:
    'For a client on a server. Programs on people’s machines cannot keep one. With it the client may also exchange a person’s token for one that says that it acts for them.',
  submit: 'Register client',
  made: 'The client is registered',
  madeSecret: 'Copy the secret now: it is shown this once.',
  clientId: 'Client ID',
  clientSecret: 'Client secret',
  another: 'Register another',
  actions: (name: string) => `Actions for ${name}`,
  remove: 'Delete client',
  removeTitle: (name: string) => `Delete client ${name}?`,
  removeConsequences: [
    'It is signed out for everybody.',
    'Whoever uses it must allow it anew, if it can come in at all.',
  ],
  removed: 'Client deleted.',
  keys: 'Signing keys',
  keysText:
    'Tokens are signed with one key, and the next one is published already. They change every 30 days by themselves.',
  rotate: 'Change keys now',
  rotated: 'Another key signs from now on.',
  keyUse: { signs: 'Signs', next: 'Published as the next', retired: 'Retired, verifies for a day' },
} as const

export const clientAccessCopy = {
  mine: 'Applications with access',
  mineText: 'MCP clients that you signed in to, and the gateways that they may use in your name.',
  everyones: 'Who signed in to what',
  everyonesText: 'Access that people have given to MCP clients, and still stands.',
  empty: 'No application has access.',
  at: 'Gateways',
  allowed: 'Allowed',
  end: 'End access',
  endLabel: (name: string, email?: string) => `End access of ${name}${email === undefined ? '' : ` for ${email}`}`,
  endTitle: (name: string) => `End access of ${name}?`,
  consequences: ['It is signed out within five seconds, on every device.', 'It must be allowed anew to come back.'],
  ended: 'Access ended.',
} as const

export const clientKindLabel: Record<McpClient['kind'], string> = {
  registered: 'Registered here',
  dynamic: 'Registered itself',
}
