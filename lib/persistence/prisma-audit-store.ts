import type { AuditStore } from '../audit/audit.store.ts'
import type { Database } from '../platform/db/index.ts'
import { auditRow } from './unit-of-work.ts'

export function prismaAuditStore(db: Database): AuditStore {
  return {
    async append(entry) {
      await auditRow(db, entry)
    },
  }
}
