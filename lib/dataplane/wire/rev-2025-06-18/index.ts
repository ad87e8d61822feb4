import { encodeConsent } from '../consent-forms.ts'
import type { WireRevision } from '../revision.ts'

/** Adds a title to the name; batches are gone from this revision on. */
export const rev20250618: WireRevision = {
  revision: '2025-06-18',
  era: 'legacy',
  batches: false,
  primes: false,
  resultMembers: {},
  listMembers: () => '',
  serverInfo: ({ name, title, version }) => ({ name, title, version }),
  encodeConsent,
}
