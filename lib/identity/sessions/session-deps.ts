import type { Audit, AuditEntry, AuditVerb } from '../../audit/index.ts'
import type { Actor, UserKey } from '../../kernel/principals.ts'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import type { ChangeBus } from '../../platform/changes.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import type { Logger } from '../../platform/logger.ts'
import type { CredentialProviders } from '../credential-providers/credential-providers.ts'
import type { FaultPoint } from '../fault-point.ts'
import type { TokenClient } from '../oauth-client/token-client.ts'
import type { Connections } from '../vault/connections.ts'
import type { Revocations } from '../vault/revocations.ts'
import type { StarterDeps } from './starter.ts'
import type { Move, SessionStore } from './session.store.ts'
import {
  isFinal,
  purposeText,
  type AuthorizationSession,
  type SyncGrant,
  type SyncOutcome,
  type SyncPurpose,
} from './session.ts'

export interface SessionDeps extends StarterDeps {
  store: SessionStore
  providers: CredentialProviders
  workloadExists(name: string): Promise<boolean>
  connections: Connections
  revocations: Revocations
  tokenClient: TokenClient
  keyring: Keyring
  urlPolicy: UrlPolicy
  changes: ChangeBus
  clock: Clock
  logger: Logger
  audit: Audit
  publicOrigin: string
  /** False for a person who was disabled or removed. */
  admits(user: UserKey): Promise<boolean>
  faultPoint: FaultPoint
  /** Verifies a person's JWT by the authorizer of this gateway; rejects where it is not valid. */
  verifyUserToken(gatewayId: string | undefined, token: string): Promise<{ iss: string; sub: string }>
  onSyncGrant(purpose: SyncPurpose, grant: SyncGrant): Promise<void>
  onSyncEnded(purpose: SyncPurpose, outcome: SyncOutcome): Promise<void>
}

/** `store.move`, and where it took and was the last one, word of the end for whoever waits for it. */
export async function moveSession(
  deps: Pick<SessionDeps, 'store' | 'changes'>,
  session: Pick<AuthorizationSession, 'id' | 'elicitationId'>,
  move: Move,
): Promise<boolean> {
  const took = await deps.store.move(session.id, move)
  if (took && isFinal(move.to)) {
    const state = move.to === 'DONE' ? 'done' : 'ended'
    deps.changes.publish({ kind: 'authorization', elicitationId: session.elicitationId, state })
  }
  return took
}

/** One shape for every event of a session; both principals, never a code or a link (I1). */
export function sessionEvent(
  type: AuditVerb<'authorization'>,
  actor: Actor,
  session: AuthorizationSession,
  outcome: AuditEntry['outcome'],
  detail: Record<string, unknown> = {},
): AuditEntry {
  return {
    type: `authorization.${type}`,
    actor,
    resource: `authorization/${session.id}`,
    outcome,
    detail: {
      for: purposeText(session.purpose),
      provider: session.providerName,
      user: session.user,
      startedBy: session.startedBy,
      ...detail,
    },
  }
}

/** The target's room hears of an end only after it is committed; what it makes of it must not undo the end. */
export async function tellEnded(
  deps: Pick<SessionDeps, 'onSyncEnded' | 'logger'>,
  session: AuthorizationSession,
  state: SyncOutcome['state'],
  detail?: string,
): Promise<void> {
  if (session.purpose.kind !== 'sync') return
  try {
    await deps.onSyncEnded(session.purpose, { sessionId: session.id, state, ...(detail !== undefined && { detail }) })
  } catch (error) {
    deps.logger.error({ err: error, session: session.id }, 'the target could not be told that its authorization ended')
  }
}
