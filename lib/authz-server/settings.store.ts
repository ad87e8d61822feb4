import type { AuditEntry } from '../audit/index.ts'
import type { ClientSignInSettings } from '../contracts/mcp-clients.ts'

export interface AuthzSettingsStore {
  /** Undefined until somebody changed one. */
  read(): Promise<Partial<ClientSignInSettings> | undefined>
  write(settings: ClientSignInSettings, audit: AuditEntry): Promise<void>
}
