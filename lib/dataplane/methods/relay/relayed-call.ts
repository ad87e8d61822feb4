import type { Secret } from '../../../kernel/secret.ts'
import type { EndpointDeps } from '../../endpoint-deps.ts'
import type { Exchange } from '../../exchange.ts'
import type { StoppableCall } from '../../live/calls-under-way.ts'
import type { CallUnderWay } from '../../live/live-session.ts'
import { openUpstream } from '../../live/open-upstream.ts'
import { ParkableReply } from '../../reply/parkable-reply.ts'
import type { Reply } from '../../reply/reply.ts'
import type { CallRecord } from '../../rooms.ts'
import type { RpcId } from '../../rpc/id.ts'
import type { UpstreamAddress } from '../../upstream/address.ts'
import type { AnswerSink, UpstreamLink } from '../../upstream/answer-sink.ts'
import type { TargetCall } from '../../upstream/call-target.ts'
import type { PostMessage } from '../../upstream/destination.ts'
import type { SessionHolder } from '../../upstream/sessions.ts'
import type { Era } from '../../wire/index.ts'
import type { Call } from './call.ts'
import type { CallOptions } from './call-options.ts'
import { CallConversation } from './conversation.ts'
import { LegacyTalk } from './legacy-talk.ts'
import { ParkingTalk } from './parking-talk.ts'
import { recordCall } from './record-call.ts'
import { HearingSink, RelaySink } from './sink.ts'
import { canAsk, type CallSubject } from './subject.ts'
import type { Talk } from './talk.ts'
import { tellFailure } from './tell.ts'
import { upstreamMessage, type Answers } from './upstream-message.ts'

/**
 * A relayed request as each of those sees it who have to do with it: the client that may call it off, a process that
 * stops, and the way to the server. One object with one shape in place of a closure for each of them.
 */
export class RelayedCall implements Call, CallUnderWay, StoppableCall, TargetCall {
  readonly exchange: Exchange
  readonly id: RpcId
  readonly subject: CallSubject
  readonly options: CallOptions
  readonly conversation: CallConversation
  readonly holder: SessionHolder
  readonly address: UpstreamAddress
  readonly onOpened: TargetCall['onOpened']
  reply: Reply
  link: UpstreamLink | undefined
  isCancelled = false
  place = -1
  question: Record<string, unknown> | undefined
  /** As whom the server is called next. */
  accessToken: Secret | undefined
  /** What the client answered to the question of a newer server, for the next round. */
  answers: Answers | undefined
  readonly #deps: EndpointDeps
  readonly #at: number
  readonly #startedAt = performance.now()
  #talk: Talk | undefined

  /** @throws RpcRefusal -32602 for a `requestState` that is not this call's */
  constructor(exchange: Exchange, id: RpcId, options: CallOptions, subject: CallSubject, deps: EndpointDeps) {
    this.exchange = exchange
    this.id = id
    this.options = options
    this.subject = subject
    this.reply = exchange.reply
    this.address = subject.address
    this.conversation = new CallConversation(exchange, subject, options, deps)
    this.holder = exchange.holderFor(subject.target)
    this.onOpened = exchange.live && openUpstream(exchange.live)
    this.#deps = deps
    this.#at = deps.clock.now()
  }

  begin(): void {
    if (this.exchange.envelope && canAsk(this.subject)) {
      const parkable = new ParkableReply({
        reply: this.reply,
        id: this.id,
        progressToken: this.options.meta?.progressToken,
      })
      this.reply = parkable
      this.#talk = new ParkingTalk(this, parkable, this.#deps)
    }
    this.#deps.underWay.add(this)
    this.exchange.live?.calls.set(this.id, this)
  }

  end(outcome: CallRecord['outcome']): void {
    const { live } = this.exchange
    this.#deps.underWay.delete(this)
    if (live?.calls.get(this.id) === this) live.calls.delete(this.id)
    this.#talk?.over()
    recordCall(this, this.isCancelled ? 'cancelled' : outcome, this.#at, this.#startedAt, this.#deps.calls)
  }

  /** The client calls it off. */
  cancel(reason: string): void {
    this.#abandon(reason)
    this.reply.drop()
  }

  /** The process stops, and waits for calls no longer. */
  shutDown(): void {
    tellFailure(this, shuttingDown)
    this.#abandon(shuttingDown)
  }

  onLink(link: UpstreamLink): void {
    this.link = link
    if (this.isCancelled) link.abandon('The client called it off.')
  }

  encode(era: Era): PostMessage {
    return upstreamMessage(this, era, this.answers)
  }

  /** Where nothing can reach the client before its answer, servers are told that nobody can be asked. */
  sink(server: Era): AnswerSink {
    const hears = this.#talk !== undefined || this.exchange.live !== undefined || this.reply.canStream
    return hears ? new HearingSink(this, server) : new RelaySink(this, server)
  }

  talk(): Talk {
    const { exchange, reply, subject } = this
    return (this.#talk ??= new LegacyTalk({ exchange, reply, target: subject.target }, this.#deps))
  }

  #abandon(reason: string): void {
    this.isCancelled = true
    this.link?.abandon(reason)
  }
}

const shuttingDown = 'Postern is shutting down, and the call took too long to wait for. Call again in a moment.'
