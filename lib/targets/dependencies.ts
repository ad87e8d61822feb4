import type { Arns, Gateways } from '../gateways/index.ts'
import type { Actor } from '../kernel/principals.ts'
import type { Secret } from '../kernel/secret.ts'
import type { ChangeBus } from '../platform/changes.ts'
import type { Clock } from '../platform/clock.ts'
import type { Logger } from '../platform/logger.ts'
import type { OutgoingFetch } from './sync/guard-fetch.ts'
import type { TargetStore } from './target.store.ts'

/** What an authorization is for; the connect page shows the names. */
export interface SyncPurpose {
  kind: 'sync'
  gatewayId: string
  gatewayName: string
  targetId: string
  targetName: string
}

/** A consent that was completed. The token serves one synchronization; `done` has it revoked and dropped. */
export interface SyncGrant {
  sessionId: string
  accessToken: Secret
  done(): Promise<void>
}

/** An authorization that ended without a grant. */
export interface SyncOutcome {
  sessionId: string
  state: 'DENIED' | 'FAILED' | 'EXPIRED' | 'MISMATCH' | 'CANCELLED'
  detail?: string
}

/** Identity's sessions, as far as targets need them. */
export interface SyncSessions {
  startSync(request: {
    actor: Actor
    purpose: SyncPurpose
    workloadName: string
    userId: string
    providerName: string
    scopes: string[]
    customParameters?: Record<string, string>
    resource: string
    returnUrl: string
  }): Promise<{ sessionId: string; authorizationUrl: string; expiresAt: number }>
  cancelForTarget(targetId: string, actor: Actor): Promise<void>
  pendingForTarget(targetId: string): Promise<{ sessionId: string; authorizationUrl: string } | undefined>
}

export interface TargetsDependencies {
  store: TargetStore
  gateways: Pick<Gateways, 'get' | 'find'>
  providers: { findByArn(arn: string): Promise<{ name: string } | undefined> }
  sessions: SyncSessions
  /** Reaches public addresses and what EGRESS_ALLOW names; follows no redirect. */
  egress: { fetch: OutgoingFetch }
  urlPolicy: {
    checkUrl(text: string, about: { what: string }): URL
    checkReturnUrl(text: string, about: { what: string }): string
  }
  changes: Pick<ChangeBus, 'publish'>
  clock: Clock
  logger: Pick<Logger, 'info' | 'warn' | 'error'>
  arns: Arns
  publicOrigin: string
  /** Named to MCP servers as the client's version. */
  version?: string
  /** Tests stop the process here: target.created, sync.before-fetch, sync.mid-pagination, catalogue.before-write. */
  faultPoint?: (name: string) => void | Promise<void>
  /** Time for one whole synchronization; 30 s unless a test is in a hurry. */
  syncCapMs?: number
}
