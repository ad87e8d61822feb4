import type { UserKey } from '../../kernel/principals.ts'
import { expiringMs, type ConnectionStatusWord, type ListedConnection } from '../vault/connection-list.store.ts'
import { renewalOf } from '../vault/connections.ts'
import type { Place } from './consent-target.ts'

/** A connection as people are told of it: never a token. Times are milliseconds since 1970. */
export interface ConnectionView {
  connectionId: string
  user: UserKey
  /** Of the gateway, or of another workload identity. */
  workloadName: string
  gatewayName?: string
  providerName: string
  /** What it serves now; empty where nothing needs it any more. */
  targets: { targetId: string; name: string }[]
  /** What was granted, else what is asked for. */
  scopes: readonly string[]
  status: ConnectionStatusWord | 'not-connected'
  reason?: string
  connectedAt?: number
  lastUsedAt?: number
  /** When the next call renews it by itself. */
  renewsAt?: number
  /** When it ends because nothing can renew it; of a pending one, when the link lapses. */
  endsAt?: number
  endedAt?: number
  /** Ended here, and its tokens still to be ended at the provider. */
  revoking?: boolean
}

export function statusOf(row: ListedConnection, now: number): ConnectionStatusWord {
  switch (row.standing) {
    case 'PENDING':
      return 'pending'
    case 'ENDED':
      return 'revoked'
    case 'NEEDS_REAUTH':
      return 'needs-sign-in'
    case 'ACTIVE': {
      if (row.refreshable || row.expiresAt === undefined) return 'active'
      if (row.expiresAt <= now) return 'needs-sign-in'
      return row.expiresAt <= now + expiringMs ? 'expiring' : 'active'
    }
  }
}

/** `usedAt`: what this process knows of the last use and has not written yet. */
export function viewOf(
  row: ListedConnection,
  about: { place: Place | undefined; now: number; usedAt: number | undefined },
): ConnectionView {
  const { keyHash, user, workloadName, providerName, standing, reason, obtainedAt, expiresAt, since } = row
  const { place, now } = about
  const isHeld = standing === 'ACTIVE' || standing === 'NEEDS_REAUTH'
  const lastUsedAt = isHeld ? Math.max(row.lastUsedAt ?? 0, about.usedAt ?? 0) : 0
  const renews = standing === 'ACTIVE' && row.refreshable && expiresAt !== undefined && obtainedAt !== undefined
  const ends = (standing === 'ACTIVE' && !row.refreshable) || standing === 'PENDING'
  return {
    connectionId: keyHash,
    user,
    workloadName,
    ...(place && { gatewayName: place.gatewayName }),
    providerName,
    targets: targetsOf(place),
    scopes: row.grantedScopes.length > 0 ? row.grantedScopes : row.scopes,
    status: statusOf(row, now),
    ...(reason !== undefined && { reason }),
    ...(isHeld && obtainedAt !== undefined && { connectedAt: since }),
    ...(lastUsedAt > 0 && { lastUsedAt }),
    ...(renews && { renewsAt: renewalOf({ expiresAt, obtainedAt }) }),
    ...(ends && expiresAt !== undefined && { endsAt: expiresAt }),
    ...(standing === 'ENDED' && { endedAt: since, revoking: row.revoking }),
  }
}

/** Where a person could have a connection and has none. */
export function emptyView(connectionId: string, user: UserKey, place: Place): ConnectionView {
  const { gatewayId: workloadName, gatewayName, providerName, scopes } = place
  return {
    ...{ connectionId, user, workloadName, gatewayName, providerName, scopes },
    targets: targetsOf(place),
    status: 'not-connected',
  }
}

const targetsOf = (place: Place | undefined) =>
  place?.targets.map(({ targetId, targetName: name }) => ({ targetId, name })) ?? []
