import type { ApiKeyStatus } from '../../../lib/contracts/api-keys.ts'

export const statusWords: Record<ApiKeyStatus, string> = {
  active: 'Active',
  expiring: 'Expires soon',
  expired: 'Expired',
  revoked: 'Revoked',
}

export const lifetimes = [
  { days: 7, label: '7 days' },
  { days: 30, label: '30 days' },
  { days: 90, label: '90 days' },
  { days: 180, label: '180 days' },
  { days: 365, label: '1 year' },
] as const

export const apiKeyCopy = {
  title: 'API keys',
  description:
    'For programs that can neither sign in nor sign requests. Everyone who uses a key is the same caller and shares its connections.',
  beside: 'They work beside the gateway’s sign-in.',
  create: 'Create API key',
  cancel: 'Cancel',
  empty: {
    title: 'No API key yet',
    description: 'A key lets a program call this gateway, or some of its targets, until the key ends.',
    only: 'This gateway lets in API keys and nothing else, so nobody can call it yet.',
  },
  name: 'Name',
  nameHint: 'Calls and connections are listed under it. It cannot be changed.',
  reach: 'What it reaches',
  all: 'All targets',
  allHint: 'Those that are added later as well.',
  some: 'Some targets',
  someHint: 'The others look as if they were not there.',
  targets: 'Targets',
  noTargets: 'The gateway has no targets yet.',
  ends: 'Ends after',
  endsHint: 'Make a new key before that and exchange it; an end can be brought forward and never put off.',
  made: (name: string) => `API key ${name} was created`,
  once: 'Copy it now. Only its fingerprint is stored, and it is never shown again.',
  key: 'API key',
  keyHint: 'Sent as Authorization: Bearer, or as x-api-key.',
  done: 'I have copied it',
  headers: { status: 'Status', reach: 'Reaches', ends: 'Ends', used: 'Last used', actions: 'Actions' },
  never: 'Never',
  deletedTarget: 'a deleted target',
  actions: (name: string) => `Actions for ${name}`,
  revoke: 'Revoke key',
  revokeTitle: (name: string) => `Revoke API key ${name}?`,
  revokeConsequences: [
    'Programs that use it are refused at once, and the streams that they listen to end.',
    'It stays in this list, and so do the connections of its callers, until it is deleted.',
  ],
  revoked: 'API key revoked.',
  remove: 'Delete key',
  removeTitle: (name: string) => `Delete API key ${name}?`,
  removeConsequences: [
    'Programs that use it are refused at once.',
    'The connections of its callers are ended, at their providers too.',
  ],
  removed: 'API key deleted.',
} as const
