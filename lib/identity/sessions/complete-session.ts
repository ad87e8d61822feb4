import type { ReturnEnding } from '../../contracts/console.ts'
import { DomainError } from '../../kernel/domain-error.ts'
import { userKeyText, type Actor, type UserKey } from '../../kernel/principals.ts'
import { sha256Hex, timingSafeEqualText } from '../../platform/crypto/hash.ts'
import { createExchange } from './exchange-code.ts'
import { urnHash } from './links.ts'
import { moveSession, sessionEvent, tellEnded, type SessionDeps } from './session-deps.ts'
import { type AuthorizationSession, type ConsoleActor } from './session.ts'
import { viewStarter } from './starter.ts'

export type ProofOfIdentity = { userToken: string } | { userId: string }
export interface ConsoleCompletion {
  ending: ReturnEnding
  targetName?: string
  gatewayId?: string
  targetId?: string
  detail?: string
  /** Where the person set out. */
  from?: 'connections'
}

export interface Completions {
  /** Every refusal is the same AccessDeniedException; the audit says which of them it was. */
  complete(request: { actor: Actor; sessionUri: string; identity: ProofOfIdentity }): Promise<void>
  /** For our return page: the identity is the console session's and nothing that the page sent. */
  completeAsConsole(person: ConsoleActor, sessionUri: string): Promise<ConsoleCompletion>
}

/** One answer for unknown, expired, spent and foreign (AgentCore's words). */
const refused = () => new DomainError('AccessDeniedException', 'Invalid or expired session')

const someoneElse = 'Somebody other than the person who started it tried to complete it.'
const startLink = 'The link that starts the authorization was presented where the one that completes it belongs.'

/** Compares in constant time; a subject and an opaque id never meet, however they are spelt. */
const sameUser = (left: UserKey, right: UserKey) => timingSafeEqualText(userKeyText(left), userKeyText(right))

export function createCompletions(deps: SessionDeps): Completions {
  const { store, audit } = deps
  const exchange = createExchange(deps)

  /** The session's end for everyone: the code is destroyed before anyone can redeem it. */
  const burn = async (session: AuthorizationSession, actor: Actor, reason: string, triedAs?: UserKey) => {
    const event = sessionEvent('mismatch', actor, session, 'refused', { reason, ...(triedAs && { triedAs }) })
    const took = await moveSession(deps, session, {
      from: ['CODE_HELD'],
      to: 'MISMATCH',
      when: 'alive',
      set: { failure: reason },
      audit: event,
    })
    if (took) await tellEnded(deps, session, 'MISMATCH', reason)
    else await audit.record({ ...event, type: 'authorization.refused' })
  }

  /**
   * V3: whoever holds the start URN was told it at the start, and proves with it that he does not stand at the end of
   * the browser's way. If a code is waiting, somebody is trying to take it.
   */
  const refuseStranger = async (hash: string, actor: Actor): Promise<void> => {
    const session = await store.findByStart(hash)
    if (session) await burn(session, actor, startLink)
    else
      await audit.record({
        type: 'authorization.refused',
        actor,
        resource: 'authorization/unknown',
        outcome: 'refused',
        detail: { reason: 'No session has this URI.' },
      })
  }

  /** The principal that the caller has proved; undefined where the token is not valid here. */
  const prove = async (session: AuthorizationSession, identity: ProofOfIdentity): Promise<UserKey | undefined> => {
    if ('userId' in identity) return { kind: 'id', userId: identity.userId }
    const gatewayId = session.purpose.kind === 'direct' ? undefined : session.purpose.gatewayId
    try {
      const { iss, sub } = await deps.verifyUserToken(gatewayId, identity.userToken)
      return { kind: 'jwt', iss, sub }
    } catch (error) {
      // An issuer that cannot be reached says nothing about the person: the caller may try again.
      if (error instanceof DomainError && error.code === 'ServiceUnavailableException') throw error
      return undefined
    }
  }

  const refuse = (session: AuthorizationSession, actor: Actor, reason: string) =>
    audit.record(sessionEvent('refused', actor, session, 'refused', { reason, state: session.state }))

  return {
    async complete({ actor, sessionUri, identity }) {
      const hash = urnHash(sessionUri)
      const session = await store.findByCompletion(hash)
      if (!session) {
        await refuseStranger(hash, actor)
        throw refused()
      }
      const proven = await prove(session, identity)
      if (!proven) {
        await refuse(session, actor, 'The user token is not valid for this gateway.')
        throw refused()
      }
      if (!sameUser(proven, session.user)) {
        await burn(session, actor, someoneElse, proven)
        throw refused()
      }
      const end = await exchange(session, sha256Hex(`user:${userKeyText(proven)}`), actor)
      if (end.state === 'DONE') return
      await refuse(end.session, actor, end.session.expired ? 'It had expired.' : `It was ${end.state} already.`)
      throw refused()
    },

    async completeAsConsole(person, sessionUri) {
      const hash = urnHash(sessionUri)
      const session = await store.findByCompletion(hash)
      if (!session) {
        await refuseStranger(hash, person)
        return { ending: 'unknown' }
      }
      if (!(await viewStarter(session, deps)).isVisitor(person)) {
        await burn(session, person, someoneElse)
        return { ending: 'wrong-person' }
      }
      const end = await exchange(session, sha256Hex(`console:${person.userId}`), person)
      const { purpose } = session
      const about =
        purpose.kind === 'direct'
          ? {}
          : {
              targetName: purpose.targetName,
              // Whoever called a tool has no business on the target's page.
              ...(purpose.kind === 'sync' && { gatewayId: purpose.gatewayId, targetId: purpose.targetId }),
              ...(purpose.kind === 'connect' && { from: 'connections' as const }),
            }
      const detail = end.session.failure
      return { ...about, ending: endingOf(end), ...(detail !== undefined && { detail }) }
    },
  }
}

function endingOf({
  state,
  session,
}: {
  state: AuthorizationSession['state']
  session: AuthorizationSession
}): ReturnEnding {
  switch (state) {
    case 'DONE':
      return 'completed'
    case 'EXPIRED':
      return 'expired'
    case 'DENIED':
    case 'FAILED':
    case 'MISMATCH':
      return 'refused'
    default:
      return session.expired ? 'expired' : 'unknown'
  }
}
