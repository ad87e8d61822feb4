export { createEgress, type Egress, type EgressFetch, type EgressLimits } from './egress.ts'
export { EgressError, egressErrorOf, type EgressRuleName } from './egress-error.ts'
