import type { EndpointDeps } from '../../endpoint-deps.ts'
import type { Exchange } from '../../exchange.ts'
import { atHandKey } from '../../live/upstream-feeds.ts'
import type { CallState } from '../../request-state.ts'
import type { RpcId } from '../../rpc/id.ts'
import { isObject } from '../../rpc/message.ts'
import type { CallRecord } from '../../rooms.ts'
import { credentialFor } from '../credential.ts'
import { askClient, maxRounds } from './ask-client.ts'
import type { Call } from './call.ts'
import { readCallOptions } from './call-options.ts'
import { hasDeclined } from './conversation.ts'
import { answerWithout } from './credential-for-call.ts'
import { RelayedCall } from './relayed-call.ts'
import { resumeParked } from './resume-parked.ts'
import { settle } from './settle.ts'
import type { CallSubject } from './subject.ts'
import { tellFailure } from './tell.ts'
import type { Answers } from './upstream-message.ts'

type ConsentAsked = Extract<CallState, { kind: 'consent' }>
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
  const call = new RelayedCall(exchange, id, options, subject, deps)
  const { asked } = call.conversation
  if (asked?.kind === 'parked') return resumeParked(exchange, id, options, asked, deps)
  const consent = asked?.kind === 'consent' ? asked : undefined
  let ending: Ending = 'failed'
  call.begin()
  try {
    ending = await sendAndSettle(call, consent, deps)
  } finally {
    call.end(ending)
  }
}

/** A message that another one follows goes through here again; the usual call sends one. */
async function sendAndSettle(
  call: RelayedCall,
  consent: ConsentAsked | undefined,
  deps: EndpointDeps,
): Promise<Ending> {
  const { exchange, subject, options } = call
  const { target, name } = subject
  if (consent && hasDeclined(options)) {
    tellFailure(call, declined(name))
    return 'consent'
  }
  let extraScopes = consent?.extraScopes
  // A token that was refused (401) is renewed once; what is refused after that ends in a question to the user (F-42).
  let refusals = 0
  let rounds = 0
  for (let sending = 1; ; sending++) {
    // Who comes back from the question that a forced login led to has been asked.
    const force = refusals > 1 || (sending === 1 && options.forceAuthentication && consent === undefined)
    const returnsFrom = sending === 1 ? consent?.elicitationId : undefined
    const found = credentialFor(
      exchange,
      subject,
      { returnUrl: options.returnUrl, force, extraScopes, returnsFrom },
      deps,
    )
    const credential = found instanceof Promise ? await found : found
    if (call.isCancelled) return 'cancelled'
    if (credential.kind === 'consent' || credential.kind === 'unavailable')
      return answerWithout(call, credential, extraScopes, deps)
    if (refusals > 1) {
      tellFailure(call, stillRefused(target.name))
      return 'refused'
    }

    call.accessToken = credential.kind === 'token' ? credential.accessToken : undefined
    const outcome = await deps.callTarget(call)
    if (outcome.kind === 'answered') wasHeard(call, deps)
    if (call.question) {
      if (++rounds > maxRounds) {
        tellFailure(call, asksTooOften(name))
        return 'failed'
      }
      const answers = await questionOf(call)
      if (typeof answers === 'string') return answers
      call.answers = answers
      continue
    }
    if (credential.kind === 'none' || outcome.kind !== 'refused') return settle(call, outcome, deps)
    const stepUp = deps.stepUps.judge({ exchange, target, name, credential, outcome, askedBefore: extraScopes })
    if (stepUp?.kind === 'explain') {
      tellFailure(call, stepUp.result)
      return 'refused'
    }
    if (stepUp) {
      extraScopes = stepUp.extraScopes
      continue
    }
    if (outcome.status !== 401) return settle(call, outcome, deps)

    refusals++
    const verdict = await deps.identity.resourceTokens.rejected(credential.key, credential.connectionVersion)
    if (typeof verdict !== 'object') continue
    tellFailure(call, verdict.message)
    return 'refused'
  }
}

/** The login works, so what else the server tells can be listened to. */
function wasHeard({ exchange, subject, accessToken }: RelayedCall, deps: EndpointDeps): void {
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

const declined = (name: string) =>
  `${name} was not called, because the consent that it needs was declined. Call it again to be asked again.`

const asksTooOften = (name: string) =>
  `${name} asked more than ${maxRounds} times in one call without answering it. The operator of its MCP server must look.`

const stillRefused = (targetName: string) =>
  `The MCP server of target ${targetName} refuses the login that its own authorization server has just renewed. Call again later; if this lasts, the gateway's administrator must check the target's OAuth client and scopes.`
