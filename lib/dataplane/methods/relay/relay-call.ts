import type { Secret } from '../../../kernel/secret.ts'
import type { EndpointDeps } from '../../endpoint-deps.ts'
import type { Exchange } from '../../exchange.ts'
import { openUpstream } from '../../live/open-upstream.ts'
import { atHandKey } from '../../live/upstream-feeds.ts'
import { ParkableReply } from '../../reply/parkable-reply.ts'
import type { RpcId } from '../../rpc/id.ts'
import { isObject } from '../../rpc/message.ts'
import type { CallRecord } from '../../rooms.ts'
import { credentialFor } from '../credential.ts'
import { askClient, maxRounds } from './ask-client.ts'
import type { Call } from './call.ts'
import { readCallOptions } from './call-options.ts'
import { hasDeclined, openConversation } from './conversation.ts'
import { answerWithout } from './credential-for-call.ts'
import { LegacyTalk } from './legacy-talk.ts'
import { ParkingTalk } from './parking-talk.ts'
import { recordCall } from './record-call.ts'
import { resumeParked } from './resume-parked.ts'
import { settle } from './settle.ts'
import { relaySink } from './sink.ts'
import { canAsk, type CallSubject } from './subject.ts'
import type { Talk } from './talk.ts'
import { tellFailure } from './tell.ts'
import { upstreamMessage, type Answers } from './upstream-message.ts'

type Ending = CallRecord['outcome']

/** Passes a request on to the MCP server that it is about, as the caller, and what comes of it to the client. */
export async function relayCall(
  exchange: Exchange,
  id: RpcId,
  params: Record<string, unknown>,
  subject: CallSubject,
  deps: EndpointDeps,
): Promise<void> {
  const options = readCallOptions(params)
  const conversation = openConversation(exchange, subject, options, deps)
  const { asked } = conversation
  if (asked?.kind === 'parked') return resumeParked(exchange, id, options, asked, deps)
  const call: Call = { exchange, id, subject, options, conversation, reply: exchange.reply, isCancelled: false }
  const talk = talkOf(call, deps)
  const done = underWay(call, deps)
  const record = recordCall(call, deps)
  let ending: Ending = 'failed'
  try {
    ending = await sendAndSettle(call, talk, deps)
  } finally {
    done()
    talk?.over()
    record(call.isCancelled ? 'cancelled' : ending)
  }
}

/** Undefined where nothing can reach the client before its answer: servers are told then that nobody can be asked. */
function talkOf(call: Call, deps: EndpointDeps): Talk | undefined {
  const { exchange, subject, id, options, reply } = call
  const { target } = subject
  if (!exchange.envelope || !canAsk(subject)) {
    const hears = exchange.live !== undefined || reply.canStream
    return hears ? new LegacyTalk({ exchange, reply, target }, deps) : undefined
  }
  const parkable = new ParkableReply({ reply, id, progressToken: options.meta?.progressToken })
  call.reply = parkable
  return new ParkingTalk(call, parkable, deps)
}

/** While it lasts, the client can call it off by its id, and a process that stops can end it. Returns what ends that. */
function underWay(call: Call, { underWay: calls }: EndpointDeps): () => void {
  const { live } = call.exchange
  const off = (reason: string) => {
    call.isCancelled = true
    call.link?.abandon(reason)
  }
  const entry = {
    cancel(reason: string) {
      off(reason)
      call.reply.drop()
    },
    shutDown() {
      tellFailure(call, shuttingDown)
      off(shuttingDown)
    },
  }
  calls.add(entry)
  live?.calls.set(call.id, entry)
  return () => {
    calls.delete(entry)
    if (live?.calls.get(call.id) === entry) live.calls.delete(call.id)
  }
}

async function sendAndSettle(call: Call, talk: Talk | undefined, deps: EndpointDeps): Promise<Ending> {
  const { exchange, id, subject, options, conversation } = call
  const { target, address, name } = subject
  const consent = conversation.asked?.kind === 'consent' ? conversation.asked : undefined
  if (consent && hasDeclined(options)) {
    tellFailure(call, declined(name))
    return 'consent'
  }
  const sink = relaySink(call, talk)
  const holder = exchange.holderFor(target)
  let encode = upstreamMessage(call)
  let extraScopes = consent?.extraScopes
  // A token that was refused (401) is renewed once; what is refused after that ends in a question to the user (F-42).
  let refusals = 0
  let rounds = 0
  for (let sending = 1; ; sending++) {
    // Who comes back from the question that a forced login led to has been asked.
    const force = refusals > 1 || (sending === 1 && options.forceAuthentication && consent === undefined)
    const returnsFrom = sending === 1 ? consent?.elicitationId : undefined
    const wish = { returnUrl: options.returnUrl, force, extraScopes, returnsFrom }
    const credential = await credentialFor(exchange, subject, wish, deps)
    if (call.isCancelled) return 'cancelled'
    if (credential.kind === 'consent' || credential.kind === 'unavailable')
      return answerWithout(call, credential, extraScopes, deps)
    if (refusals > 1) {
      tellFailure(call, stillRefused(target.name))
      return 'refused'
    }

    const accessToken = credential.kind === 'token' ? credential.accessToken : undefined
    const outcome = await deps.callTarget({
      holder,
      address,
      accessToken,
      message: { id, encode },
      sink,
      onLink(link) {
        call.link = link
        if (call.isCancelled) link.abandon('The client called it off.')
      },
      ...(exchange.live && { onOpened: openUpstream(exchange.live) }),
    })
    if (outcome.kind === 'answered') wasHeard(call, accessToken, deps)
    if (call.question) {
      if (++rounds > maxRounds) {
        tellFailure(call, asksTooOften(name))
        return 'failed'
      }
      const answers = await questionOf(call)
      if (typeof answers === 'string') return answers
      encode = upstreamMessage(call, answers)
      continue
    }
    const refusal = { exchange, target, name, credential, outcome, askedBefore: extraScopes }
    const stepUp = deps.stepUps.judge(refusal)
    if (stepUp?.kind === 'explain') {
      tellFailure(call, stepUp.result)
      return 'refused'
    }
    if (stepUp) {
      extraScopes = stepUp.extraScopes
      continue
    }
    if (credential.kind === 'none' || outcome.kind !== 'refused' || outcome.status !== 401)
      return settle(call, outcome, deps)

    refusals++
    const verdict = await deps.identity.resourceTokens.rejected(credential.key, credential.connectionVersion)
    if (typeof verdict !== 'object') continue
    tellFailure(call, verdict.message)
    return 'refused'
  }
}

/** The login works, so what else the server tells can be listened to. */
function wasHeard({ exchange, subject }: Call, accessToken: Secret | undefined, deps: EndpointDeps): void {
  if (accessToken) deps.tokensAtHand.set(atHandKey(exchange, subject.target), true)
  exchange.live?.news?.join(subject, accessToken)
}

/** Puts what a newer server asked to an older client. */
async function questionOf(call: Call): Promise<Answers | Ending> {
  const { question } = call
  call.question = undefined
  const asked = await askClient(call, isObject(question) ? question : {})
  if (asked.kind === 'answers') return asked.answers
  if (asked.kind === 'gone') return 'cancelled'
  tellFailure(call, asked.words)
  return 'failed'
}

const shuttingDown = 'Postern is shutting down, and the call took too long to wait for. Call again in a moment.'

const declined = (name: string) =>
  `${name} was not called, because the consent that it needs was declined. Call it again to be asked again.`

const asksTooOften = (name: string) =>
  `${name} asked more than ${maxRounds} times in one call without answering it. The operator of its MCP server must look.`

const stillRefused = (targetName: string) =>
  `The MCP server of target ${targetName} refuses the login that its own authorization server has just renewed. Call again later; if this lasts, the gateway's administrator must check the target's OAuth client and scopes.`
