import { encodeConsent } from '../consent-forms.ts'
import type { WireRevision } from '../revision.ts'

/** Adds a description, and URL-mode elicitation, without which a target cannot ask for consent. */
export const rev20251125: WireRevision = {
  revision: '2025-11-25',
  era: 'legacy',
  batches: false,
  primes: true,
  resultMembers: {},
  listMembers: () => '',
  serverInfo: ({ name, title, version, description }) => ({
    name,
    title,
    version,
    ...(description && { description }),
  }),
  encodeConsent,
}
