import type { AuditEntry } from '../../audit/index.ts'

/** Times are milliseconds since 1970. */
export interface StoredWorkload {
  name: string
  allowedReturnUrls: string[]
  /** Set where the identity belongs to a gateway. */
  gatewayId?: string
  version: number
  createdAt: number
  updatedAt: number
}

export interface WorkloadStore {
  find(name: string): Promise<StoredWorkload | undefined>
  list(page: { after?: string; limit: number }): Promise<StoredWorkload[]>
  /** False where the name is taken. */
  create(row: Omit<StoredWorkload, 'version'>, audit: AuditEntry): Promise<boolean>
  update(
    name: string,
    version: number,
    change: { allowedReturnUrls: string[]; updatedAt: number },
    audit: AuditEntry,
  ): Promise<boolean>
  remove(name: string, audit: AuditEntry): Promise<boolean>
}
