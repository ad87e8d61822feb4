import type { Dispatcher } from 'undici'
import type { Secret } from '../../kernel/secret.ts'
import type { RpcId } from '../rpc/id.ts'
import { isObject } from '../rpc/message.ts'
import type { UpstreamAddress } from './address.ts'
import type { AnswerSink } from './answer-sink.ts'
import { parseOrUndefined } from './judge-answer.ts'
import { upstreamLimits, type Outcome, type UpstreamLimits } from './outcome.ts'
import { createPost, endSession } from './post.ts'
import { createUpstreamSessions, isPassing, type SessionHolder, type UpstreamSession } from './sessions.ts'

export interface TargetCall {
  holder: SessionHolder
  address: UpstreamAddress
  accessToken: Secret | undefined
  message: { id: RpcId; text: string }
  sink: AnswerSink
}

/** Sends one call to an MCP server, in the session that is kept there for its caller. */
export type CallTarget = (call: TargetCall) => Promise<Outcome>

export function createCallTarget(dispatcher: Dispatcher, limits: UpstreamLimits = upstreamLimits): CallTarget {
  const post = createPost(dispatcher, limits)
  const sessions = createUpstreamSessions(post)

  async function inNewSession({ holder, address, accessToken, message, sink }: TargetCall): Promise<Outcome> {
    const opened = await sessions.open(holder, { address, accessToken })
    if (opened.kind === 'failed') return opened.outcome
    const destination = { address, accessToken, session: opened.session }
    const outcome = await post(destination, message, sink)
    if (isPassing(holder) && opened.session.id !== undefined) endSession(dispatcher, limits, destination)
    return outcome
  }

  return async (call) => {
    const { holder, address, accessToken, message, sink } = call
    const session = sessions.find(holder)
    if (!session) return inNewSession(call)
    const outcome = await post({ address, accessToken, session }, message, sink)
    if (!isSessionLost(outcome, session, message.id)) return outcome
    sessions.forget(holder, session)
    return inNewSession(call)
  }
}

/**
 * 404 is a session that has ended, 400 one that is missing (MCP transports), and 403 may be one that belongs to the
 * account that the caller used before he signed in again. All refuse before anything is done, so the call may go out
 * once more. A 400 that answers this very request is about the request; a 403 that names scopes is about the token.
 */
function isSessionLost(outcome: Outcome, session: UpstreamSession, id: RpcId): boolean {
  if (outcome.kind !== 'refused') return false
  switch (outcome.status) {
    case 404:
      return true
    case 403:
      return session.id !== undefined && outcome.headers['www-authenticate'] === undefined
    case 400: {
      const body = parseOrUndefined(outcome.body)
      return !(isObject(body) && body.id === id)
    }
    default:
      return false
  }
}
