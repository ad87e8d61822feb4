import type { AuthorizationSession } from '../identity/sessions/session.store.ts'

/** A row as raw SQL gives it: JSON as text, times as numbers, and whether it had expired when it was read. */
export interface SessionRow {
  id: string
  startHash: string
  startSealed: string
  completionHash: string | null
  state: string
  purpose: string
  workloadName: string
  user: string
  startedBy: string
  providerName: string
  providerSnapshot: string
  scopes: string
  extraScopes: string
  customParameters: string
  resource: string | null
  returnUrl: string
  customState: string | null
  elicitationId: string
  cookieHash: string | null
  stateHash: string | null
  verifierSealed: string | null
  codeSealed: string | null
  proofHash: string | null
  failure: string | null
  openedAt: number | null
  claimedUntil: number | null
  endedAt: number | null
  createdAt: number
  expiresAt: number
  expired: number
}

export function sessionOfRow(row: SessionRow): AuthorizationSession {
  return {
    id: row.id,
    startHash: row.startHash,
    startSealed: row.startSealed,
    completionHash: row.completionHash ?? undefined,
    state: row.state as AuthorizationSession['state'],
    purpose: JSON.parse(row.purpose) as AuthorizationSession['purpose'],
    workloadName: row.workloadName,
    user: JSON.parse(row.user) as AuthorizationSession['user'],
    startedBy: JSON.parse(row.startedBy) as AuthorizationSession['startedBy'],
    providerName: row.providerName,
    provider: JSON.parse(row.providerSnapshot) as AuthorizationSession['provider'],
    scopes: JSON.parse(row.scopes) as string[],
    extraScopes: JSON.parse(row.extraScopes) as string[],
    customParameters: JSON.parse(row.customParameters) as Record<string, string>,
    resource: row.resource ?? undefined,
    returnUrl: row.returnUrl,
    customState: row.customState ?? undefined,
    elicitationId: row.elicitationId,
    cookieHash: row.cookieHash ?? undefined,
    stateHash: row.stateHash ?? undefined,
    verifierSealed: row.verifierSealed ?? undefined,
    codeSealed: row.codeSealed ?? undefined,
    proofHash: row.proofHash ?? undefined,
    failure: row.failure ?? undefined,
    openedAt: row.openedAt ?? undefined,
    claimedUntil: row.claimedUntil ?? undefined,
    endedAt: row.endedAt ?? undefined,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    expired: row.expired === 1,
  }
}
