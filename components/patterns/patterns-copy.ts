/** Words that several features show. */
export const patternsCopy = {
  copy: 'Copy',
  copied: 'Copied',
  retry: 'Try again',
  requestId: 'Request id',
  errorTitle: 'That did not work',
  loadErrorTitle: 'This could not be loaded',
  unknownError: 'Something unexpected happened in the page. Reload it and try again.',
  signedOut: 'You are signed out. Sign in again in another tab, then repeat this here.',
  cancel: 'Cancel',
  loading: 'Loading',
  loadMore: 'Show more',
  typeNameToConfirm: (name: string) => `Type ${name} to confirm`,
  replaceSecret: 'Replace',
  keepSecret: 'Keep the stored one',
  secretStored: 'Stored. It is never shown again.',
  unsaved: 'Fields with errors are marked.',
  expired: 'expired',
  longName: 'Long name',
  shortName: 'Name for clients',
  longNameHint:
    'The name on the gateway has more than 64 characters, which many clients and models refuse. They are shown the shorter one; both can be called. A shorter target name avoids this.',
  machine: 'Machine',
  machineHint: 'Tokens of this caller are a machine’s: everyone who uses it shares one connection.',
  signInWith: { or: 'or', provider: (name: string) => `Continue with ${name}` },
  theme: { legend: 'Theme', system: 'System', light: 'Light', dark: 'Dark' },
} as const

/** How callers prove who they are. Whose tokens a gateway takes is on its own page; a list does not know it. */
export const authorizerWords = {
  CUSTOM_JWT: 'Access token (JWT)',
  AWS_IAM: 'AWS IAM (SigV4)',
  NONE: 'None',
  AUTHENTICATE_ONLY: 'API keys',
} as const
