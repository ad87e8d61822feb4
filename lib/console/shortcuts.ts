import { routes } from './routes.ts'

export interface Shortcut {
  /** Pressed one after the other. */
  keys: readonly [string, ...string[]]
  label: string
  href?: string
}

/** The one list of single-key shortcuts: the handler and the help on the settings page both read it (WCAG 2.1.4). */
export const shortcuts: readonly Shortcut[] = [
  { keys: ['g', 'o'], label: 'Go to the overview', href: routes.overview() },
  { keys: ['g', 'g'], label: 'Go to the gateways', href: routes.gateways() },
  { keys: ['g', 'c'], label: 'Go to the OAuth clients', href: routes.oauthClients() },
  { keys: ['g', 't'], label: 'Go to the catalogue of tools', href: routes.catalogue() },
  { keys: ['g', 's'], label: 'Go to the settings', href: routes.settings() },
  { keys: ['/'], label: 'Search, on pages that have a search field' },
]

export const shortcutsCookie = 'postern-shortcuts'
export const readShortcutsOn = (value: string | undefined): boolean => value !== 'off'
