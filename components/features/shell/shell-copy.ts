import { routes } from '../../../lib/console/routes.ts'
import type { Action } from '../../../lib/kernel/roles.ts'

export const shellCopy = {
  product: 'Postern',
  skip: 'Skip to content',
  navigation: 'Main',
  account: (email: string) => `Account of ${email}`,
  signOut: 'Sign out',
  errorTitle: 'This page could not be shown',
  errorText:
    'Postern is running, but this page failed. Try again; if it keeps failing, the reference below helps to find it in the log.',
  reference: 'Reference',
  retry: 'Try again',
  notFoundTitle: 'There is nothing here',
  notFoundText: 'What you are looking for was deleted, or the address is wrong.',
  home: 'Go to the start page',
} as const

/** `action`: what a role must allow for the page to be of any use. */
export const sections = [
  { label: 'Overview', href: routes.overview(), icon: 'overview', action: 'gateways.read' },
  { label: 'Gateways', href: routes.gateways(), icon: 'gateways', action: 'gateways.read' },
  { label: 'OAuth clients', href: routes.oauthClients(), icon: 'oauthClients', action: 'clients.read' },
  { label: 'MCP clients', href: routes.mcpClients(), icon: 'mcpClients', action: 'settings.read' },
  { label: 'Catalogue', href: routes.catalogue(), icon: 'catalogue', action: 'catalogue.read' },
  { label: 'My connections', href: routes.connections(), icon: 'connections', action: 'connections.own' },
  { label: 'People', href: routes.people(), icon: 'people', action: 'people.read' },
  { label: 'Settings', href: routes.settings(), icon: 'settings', action: 'self' },
] as const satisfies readonly { label: string; href: string; icon: string; action: Action }[]
