import { encodeConsent } from '../consent-forms.ts'
import type { WireRevision } from '../revision.ts'

/** Knows a server by name and version only. */
export const rev20250326: WireRevision = {
  revision: '2025-03-26',
  era: 'legacy',
  batches: true,
  primes: false,
  resultMembers: {},
  listMembers: () => '',
  serverInfo: ({ name, version }) => ({ name, version }),
  encodeConsent,
}
