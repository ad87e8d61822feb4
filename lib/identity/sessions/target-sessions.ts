import { actorLabel, type Actor } from '../../kernel/principals.ts'
import type { SessionStarts } from './start-session.ts'
import { moveSession, sessionEvent, type SessionDeps } from './session-deps.ts'
import type { AuthorizationSession } from './session.ts'

const cancelled = 'The authorization was cancelled.'
const historyLength = 20

export interface PendingAuthorization {
  sessionId: string
  authorizationUrl: string
  expiresAt: number
  startedBy: Actor
  providerName: string
  scopes: string[]
  opened: boolean
}
export interface PastAuthorization {
  at: number
  startedBy: string
  outcome: string
  detail?: string
}

/** What a target and its page need of the sessions that were started for its syncs. */
export interface TargetSessions {
  cancelForTarget(targetId: string, actor?: Actor): Promise<void>
  pendingForTarget(targetId: string): Promise<PendingAuthorization | undefined>
  historyForTarget(targetId: string): Promise<PastAuthorization[]>
}

const isPending = (session: AuthorizationSession) =>
  !session.expired && ['CREATED', 'OPENED', 'CODE_HELD'].includes(session.state)

export function createTargetSessions(deps: SessionDeps, starts: SessionStarts): TargetSessions {
  const ofTarget = (targetId: string) => deps.store.ofPurpose(`sync:${targetId}`, historyLength)
  return {
    async cancelForTarget(targetId, actor = { kind: 'system' }) {
      for (const session of (await ofTarget(targetId)).filter(isPending)) {
        await moveSession(deps, session, {
          from: ['CREATED', 'OPENED', 'CODE_HELD'],
          to: 'FAILED',
          when: 'always',
          set: { failure: cancelled },
          audit: sessionEvent('cancelled', actor, session, 'ok'),
        })
      }
    },

    async pendingForTarget(targetId) {
      const session = (await ofTarget(targetId)).find(isPending)
      if (!session) return undefined
      const { sessionId, authorizationUrl, expiresAt } = starts.started(session)
      const { startedBy, providerName, scopes } = session
      const opened = session.state !== 'CREATED'
      return { sessionId, authorizationUrl, expiresAt, startedBy, providerName, scopes, opened }
    },

    async historyForTarget(targetId) {
      return (await ofTarget(targetId)).map((session) => ({
        at: session.endedAt ?? session.createdAt,
        startedBy: actorLabel(session.startedBy),
        outcome: session.state,
        ...(session.failure !== undefined && { detail: session.failure }),
      }))
    },
  }
}
