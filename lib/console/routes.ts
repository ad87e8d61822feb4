/** Every address of the console. Pages and components link through here, so that a moved page breaks the build. */
export const routes = {
  /** Where everybody can start; it leads on to what the role has first. */
  start: () => '/',
  overview: () => '/',
  gateways: () => '/gateways',
  newGateway: () => '/gateways/new',
  gateway: (gatewayId: string) => `/gateways/${encodeURIComponent(gatewayId)}`,
  editGateway: (gatewayId: string) => `/gateways/${encodeURIComponent(gatewayId)}/edit`,
  connectClient: (gatewayId: string, client?: string) =>
    `/gateways/${encodeURIComponent(gatewayId)}/connect${client ? `?client=${encodeURIComponent(client)}` : ''}`,
  newTarget: (gatewayId: string) => `/gateways/${encodeURIComponent(gatewayId)}/targets/new`,
  target: (gatewayId: string, targetId: string) =>
    `/gateways/${encodeURIComponent(gatewayId)}/targets/${encodeURIComponent(targetId)}`,
  editTarget: (gatewayId: string, targetId: string) =>
    `/gateways/${encodeURIComponent(gatewayId)}/targets/${encodeURIComponent(targetId)}/edit`,
  oauthClients: () => '/oauth-clients',
  newOauthClient: () => '/oauth-clients/new',
  oauthClient: (name: string) => `/oauth-clients/${encodeURIComponent(name)}`,
  catalogue: () => '/catalogue',
  catalogueItems: (kind: 'prompts' | 'resources') => `/catalogue/${kind}`,
  connections: () => '/connections',
  /** Everybody's; `person` as the filter takes it. */
  everyonesConnections: (person?: string) =>
    person === undefined ? '/connections/all' : `/connections/all?person=${encodeURIComponent(person)}`,
  people: () => '/people',
  newPerson: () => '/people/new',
  person: (userId: string) => `/people/${encodeURIComponent(userId)}`,
  settings: () => '/settings',
  mcpClients: () => '/mcp-clients',
  /** Where a person decides about a client; `error` is why his sign-in for it came to nothing. */
  clientRequest: (requestId: string, error?: string) =>
    `/consent?id=${encodeURIComponent(requestId)}${error === undefined ? '' : `&error=${encodeURIComponent(error)}`}`,
  /** To the provider of the gateway that the request is for, without a page between. */
  signInThrough: (requestId: string) => `/sign-in/through?request=${encodeURIComponent(requestId)}`,
  signIn: (next?: string) => (next && next !== '/' ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in'),
  signInRefused: (reason: string, linking = false) =>
    `${linking ? '/sign-in/link' : '/sign-in'}?error=${encodeURIComponent(reason)}`,
  linkSignIn: () => '/sign-in/link',
  signInProviders: () => '/settings/sign-in',
  signInProvider: (id: string) => `/settings/sign-in/${encodeURIComponent(id)}`,
  switchAccount: (next: string) => `/sign-in?switch=1&next=${encodeURIComponent(next)}`,
} as const
