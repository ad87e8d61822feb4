import { routes } from '../../../lib/console/routes.ts'

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

export const sections = [
  { label: 'Overview', href: routes.overview(), icon: 'overview' },
  { label: 'Gateways', href: routes.gateways(), icon: 'gateways' },
  { label: 'OAuth clients', href: routes.oauthClients(), icon: 'oauthClients' },
  { label: 'Catalogue', href: routes.catalogue(), icon: 'catalogue' },
  { label: 'Settings', href: routes.settings(), icon: 'settings' },
] as const
