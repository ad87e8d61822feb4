import type { Dispatcher } from 'undici'
import type { Secret } from '../../kernel/secret.ts'
import type { RpcId } from '../rpc/id.ts'
import { isObject } from '../rpc/message.ts'
import { rpcErrors } from '../rpc/refusals.ts'
import type { Era } from '../wire/index.ts'
import type { UpstreamAddress } from './address.ts'
import type { AnswerSink } from './answer-sink.ts'
import { parseOrUndefined } from './judge-answer.ts'
import { upstreamLimits, type Outcome, type UpstreamLimits } from './outcome.ts'
import { createPost, endSession, type PostMessage } from './post.ts'
import { createUpstreamSessions, isPassing, type SessionHolder, type UpstreamSession } from './sessions.ts'

export interface TargetCall {
  holder: SessionHolder
  address: UpstreamAddress
  accessToken: Secret | undefined
  message: { id: RpcId; encode(era: Era): PostMessage }
  /** Where the answer of a server of this era goes. */
  sink(era: Era): AnswerSink
}

/** Sends one call to an MCP server, in the session that is kept there for its caller. */
export type CallTarget = (call: TargetCall) => Promise<Outcome>

const impatient = (limits: UpstreamLimits): UpstreamLimits => ({
  ...limits,
  headersMs: Math.min(limits.headersMs, limits.discoveryMs),
  idleMs: Math.min(limits.idleMs, limits.discoveryMs),
  totalMs: Math.min(limits.totalMs, limits.discoveryMs),
})

export function createCallTarget(dispatcher: Dispatcher, limits: UpstreamLimits = upstreamLimits): CallTarget {
  const post = createPost(dispatcher, limits)
  const sessions = createUpstreamSessions(post, createPost(dispatcher, impatient(limits)))

  const send = (call: TargetCall, session: UpstreamSession): Promise<Outcome> => {
    const { address, accessToken, message, sink } = call
    return post({ address, accessToken, session }, message.encode(session.era), sink(session.era))
  }

  async function inNewSession(call: TargetCall): Promise<Outcome> {
    const { holder, address, accessToken } = call
    const opened = await sessions.open(holder, { address, accessToken })
    if (opened.kind === 'failed') return opened.outcome
    const { session } = opened
    const outcome = await send(call, session)
    if (isPassing(holder) && session.id !== undefined) endSession(dispatcher, limits, { address, accessToken, session })
    return outcome
  }

  return async (call) => {
    const { holder, message } = call
    const session = sessions.find(holder)
    if (!session) return inNewSession(call)
    const outcome = await send(call, session)
    const isOtherEra = speaksOtherwise(outcome)
    if (!isOtherEra && !isSessionLost(outcome, session, message.id)) return outcome
    sessions.forget(holder, session, isOtherEra)
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
      return session.era === 'legacy' || !answersThis(outcome.body, id)
    case 403:
      return session.id !== undefined && outcome.headers['www-authenticate'] === undefined
    case 400:
      return !answersThis(outcome.body, id)
    default:
      return false
  }
}

function answersThis(text: string, id: RpcId): boolean {
  const body = parseOrUndefined(text)
  return isObject(body) && body.id === id
}

/** The server was exchanged for one of the other era since it was last asked. */
function speaksOtherwise(outcome: Outcome): boolean {
  if (outcome.kind !== 'refused' || outcome.status !== 400) return false
  const body = parseOrUndefined(outcome.body)
  return isObject(body) && isObject(body.error) && body.error.code === rpcErrors.unsupportedVersion
}
