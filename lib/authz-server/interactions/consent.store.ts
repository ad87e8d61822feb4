import type { AuditEntry } from '../../audit/index.ts'

export interface Consent {
  /** Digest of everything that the person was shown. */
  id: string
  userId: string
  clientId: string
  clientName: string
  redirectHost: string
  gatewayId: string
  scopes: string[]
}
export type StoredConsent = Consent & { createdAt: number; usedAt: number }

export interface ConsentStore {
  has(id: string): Promise<boolean>
  /** Whether anybody has allowed this client. */
  isAllowed(clientId: string): Promise<boolean>
  remember(consent: Consent, audit: AuditEntry): Promise<void>
  of(userId: string): Promise<StoredConsent[]>
  forget(userId: string, clientId: string): Promise<void>
}
