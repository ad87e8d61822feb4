import type { AuditEntry, AuditStore } from './audit.store.ts'

export interface Audit {
  /** For a refusal or failure that changed nothing. Rejects where the entry could not be stored: nothing is best effort. */
  record(entry: AuditEntry): Promise<void>
}

export function createAudit(store: AuditStore): Audit {
  return { record: (entry) => store.append(entry) }
}
