import type { Secret } from '../../kernel/secret.ts'
import type { RpcId } from '../rpc/id.ts'
import { isObject } from '../rpc/message.ts'
import { rpcErrors } from '../rpc/refusals.ts'
import type { Era } from '../wire/index.ts'
import type { UpstreamAddress } from './address.ts'
import type { AnswerSink, UpstreamLink } from './answer-sink.ts'
import type { createBreaker } from './breaker.ts'
import type { Destination, Post, PostMessage } from './destination.ts'
import { parseOrUndefined } from './judge-answer.ts'
import type { Ears } from './ears.ts'
import type { Outcome, UpstreamLimits } from './outcome.ts'
import { isPassing, type OpenUpstream, type SessionHolder, type UpstreamSessions } from './sessions.ts'
import type { UpstreamSession } from './upstream-session.ts'

export interface TargetCall {
  holder: SessionHolder
  address: UpstreamAddress
  accessToken: Secret | undefined
  id: RpcId
  encode(era: Era): PostMessage
  /** Where the answer of a server of this era goes. */
  sink(era: Era): AnswerSink
  /** Given the way to the server when the call is under way; again when it had to go out once more. */
  onLink?(link: UpstreamLink): void
  /** Absent where nobody has to know. A new session was opened for this holder; the call is sent when this has ended. */
  onOpened?(session: OpenUpstream): Promise<void>
}

/** Sends one call to an MCP server, in the session that is kept there for its caller. */
export type CallTarget = (call: TargetCall) => Promise<Outcome>

export interface CallDeps {
  post: Post
  limits: UpstreamLimits
  sessions: UpstreamSessions
  ears: Ears
  breaker: ReturnType<typeof createBreaker>
  probe(destination: Destination): Promise<boolean>
  end(destination: Destination): void
}

export function createCallTarget({ post, limits, sessions, ears, breaker, probe, end }: CallDeps): CallTarget {
  const send = (call: TargetCall, session: UpstreamSession): Promise<Outcome> => {
    const { address, accessToken, holder } = call
    if (session.id !== undefined && canBeAsked(holder)) return sendAndHear(call, session)
    const options = { answerBytes: holder.target.maxResponseBytes, onLink: call, probe }
    return post({ address, accessToken, session }, call.encode(session.era), call.sink(session.era), options)
  }

  /** Many servers ask in the middle of a call on the session's own stream, which has to be open before. */
  async function sendAndHear(call: TargetCall, session: UpstreamSession): Promise<Outcome> {
    const { address, accessToken, holder } = call
    const destination = { address, accessToken, session }
    const answerBytes = holder.target.maxResponseBytes
    const ear = await ears.ready(destination, session, answerBytes ?? limits.answerBytes)
    const sink = call.sink(session.era)
    let leave: (() => void) | undefined
    const onLink = (link: UpstreamLink) => {
      if (sink.message) leave = ear?.join(sink, link)
      call.onLink?.(link)
    }
    const outcome = await post(destination, call.encode(session.era), sink, { answerBytes, onLink: { onLink }, probe })
    leave?.()
    return outcome
  }

  async function inNewSession(call: TargetCall, passing: boolean): Promise<Outcome> {
    const { holder, address, accessToken } = call
    const opened = await sessions.open(holder, { address, accessToken }, passing)
    if (opened.kind === 'failed') return opened.outcome
    const { session } = opened
    const kept = opened.isNew && call.onOpened ? sessions.kept(holder) : undefined
    if (kept) await call.onOpened?.(kept)
    if (!passing && hasUnderWay(session, call.id)) return inNewSession(call, true)
    const outcome = await send(call, session)
    if (passing && session.id !== undefined) {
      ears.close(session, false)
      end({ address, accessToken, session })
    }
    return outcome
  }

  /** What came of a call that found its session gone: it goes out once more in a new one. */
  function again(call: TargetCall, session: UpstreamSession, isOtherEra: boolean): Promise<Outcome> {
    sessions.forget(call.holder, session, isOtherEra)
    ears.close(session, true)
    return inNewSession(call, isPassing(call.holder))
  }

  return async (call) => {
    const { holder, id, accessToken } = call
    const { target, owner } = holder
    const key = `${target.targetId}:${target.rowVersion}`
    const refusal = breaker.refusal(key, owner)
    if (refusal) return refusal
    const session = sessions.find(holder, accessToken)
    // Two calls of one id cannot be told apart in one session.
    const isTwice = session !== undefined && hasUnderWay(session, id)
    let outcome =
      session && !isTwice ? await send(call, session) : await inNewSession(call, isTwice || isPassing(holder))
    if (session && !isTwice && outcome.kind === 'refused') {
      const isOtherEra = speaksOtherwise(outcome)
      if (isOtherEra || isSessionLost(outcome, session, id)) outcome = await again(call, session, isOtherEra)
    }
    breaker.note(key, owner, outcome)
    return outcome
  }
}

const canBeAsked = ({ capabilities }: SessionHolder): boolean => {
  for (const _ in capabilities) return true
  return false
}

const hasUnderWay = ({ id, inFlight }: UpstreamSession, callId: RpcId): boolean =>
  id !== undefined && inFlight?.has(callId) === true

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
      return session.id !== undefined && outcome.headers.get('www-authenticate') === undefined
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
