import { encodeConsent } from './consent.ts'
import { modernRevision } from './envelope.ts'
import type { WireRevision } from '../revision.ts'

export { admitModern, isModern } from './admit.ts'
export { isModernHeader, withoutEnvelope, type Envelope } from './envelope.ts'
export { buildParameterHeaders, checkParameterHeaders } from './parameter-headers.ts'
export { parameterHeadersOf, type ParameterHeader } from './parameter-header.ts'
export { encodeModernListen, withoutSubscription, type NewsFilter } from './upstream-listen.ts'
export { discoverQuestion, encodeModernRequest, offersModern } from './upstream-message.ts'

/** No `initialize` and no session: each request brings its revision and what the client can do. */
export const rev20260728: WireRevision = {
  revision: modernRevision,
  era: 'modern',
  batches: false,
  primes: false,
  resultMembers: { resultType: 'complete' },
  listMembers: ({ ttlMs, cacheScope }) => `,"resultType":"complete","ttlMs":${ttlMs},"cacheScope":"${cacheScope}"`,
  serverInfo: ({ name, title, version, description }) => ({
    name,
    title,
    version,
    ...(description && { description }),
  }),
  encodeConsent,
}
