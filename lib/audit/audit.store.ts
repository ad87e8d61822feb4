import type { Actor } from '../kernel/principals.ts'
import type { AuditEventType } from './event-types.ts'

/**
 * One thing that was done or refused. `resource` is the ARN or `kind/id` of what it was done to. `detail` is for people
 * and holds no token, code, secret or verifier (I1).
 */
export interface AuditEntry {
  type: AuditEventType
  actor: Actor
  resource: string
  outcome: 'ok' | 'refused' | 'failed'
  detail?: Record<string, unknown>
}

/**
 * Appends; nothing is ever changed or removed. A change commits together with its entry, inside the store that makes
 * it (lib/persistence/unit-of-work.ts), so only entries about nothing changed come through here.
 */
export interface AuditStore {
  append(entry: AuditEntry): Promise<void>
}
