export type { AuditEntry, AuditStore } from './audit.store.ts'
export { createAudit, type Audit } from './create-audit.ts'
export { auditEventTypes, type AuditEventType, type AuditVerb } from './event-types.ts'
