import type { Dispatcher } from 'undici'
import type { RpcId } from '../rpc/id.ts'
import type { Era } from '../wire/index.ts'
import { AnswerReader, type AnswerOwner, type Interruption, type Reading } from './answer-reader.ts'
import { silentSink, type AnswerSink, type MessageKind, type UpstreamLink } from './answer-sink.ts'
import type { CallOptions, Destination, Post, PostMessage } from './destination.ts'
import type { Fault, Outcome, UpstreamLimits } from './outcome.ts'
import { answerToServer } from './server-request.ts'
import { headersFor } from './headers-for.ts'

export interface Sending {
  dispatcher: Dispatcher
  limits: UpstreamLimits
  post: Post
  destination: Destination
  message: PostMessage
  sink: AnswerSink
  options: CallOptions | undefined
}

/** The faults by which we end an exchange, so that the server has to be told. */
const endedByUs: ReadonlySet<Fault> = new Set<Fault>(['too-slow', 'too-large', 'silent', 'no-answer'])
const maxEventIdLength = 1_024

/** One message on its way: the exchange that carries it, those that take it up again, and how long all that may take. */
export class InFlight implements AnswerOwner, UpstreamLink {
  readonly left: { bytes: number; events: number }
  readonly answerBytes: number
  readonly #sending: Sending
  readonly #settle: (outcome: Outcome) => void
  readonly #startedAt = performance.now()
  #heardAt = this.#startedAt
  #reader: AnswerReader
  #watch: NodeJS.Timeout | undefined
  #stopListening: (() => void) | undefined
  #done = false
  #waitsForPerson = false
  #requests = 0
  #answering = 0
  /** Set while a stream that ended early waits to be taken up again. */
  #pause: NodeJS.Timeout | undefined
  #lastEventId: string | undefined
  #resumesWithoutNews = 0

  constructor(sending: Sending, settle: (outcome: Outcome) => void) {
    this.#sending = sending
    this.#settle = settle
    const { limits, options } = sending
    this.answerBytes = options?.answerBytes ?? limits.answerBytes
    this.left = { bytes: Math.max(limits.streamBytes, 4 * this.answerBytes), events: limits.streamEvents }
    this.#reader = new AnswerReader(this)
  }

  get id(): RpcId | undefined {
    return this.#sending.message.id
  }
  get sink(): AnswerSink {
    return this.#sending.sink
  }
  get limits(): UpstreamLimits {
    return this.#sending.limits
  }
  get era(): Era {
    return this.#sending.destination.session?.era ?? 'legacy'
  }

  start(method: 'POST' | 'DELETE'): void {
    const { destination, message, sink, options, dispatcher } = this.#sending
    this.#stopListening = sink.onGone(() => this.abandon('The client that asked has left.'))
    if (this.#done) return this.#stopListening()
    if (message.id !== undefined) countId(destination, message.id, 1)
    this.#arm(Math.min(this.limits.silenceMs, this.limits.totalMs))
    const { origin, path } = destination.address
    const own = headersFor(destination)
    const headers = message.headers ? Object.assign(own, message.headers) : own
    dispatcher.dispatch({ origin, path, method, headers, body: message.text || null, ...ownPatience }, this.#reader)
    options?.onLink?.onLink?.(this)
  }

  send(text: string): Promise<Outcome> {
    const { post, destination } = this.#sending
    return post(destination, { text }, silentSink)
  }

  waitsForPerson(waits: boolean): void {
    this.#waitsForPerson = waits
    this.#heardAt = performance.now()
  }

  abandon(reason: string): void {
    this.#end({ kind: 'cancelled' }, reason)
  }

  heard(): void {
    this.#heardAt = performance.now()
    if (this.#heardAt - this.#startedAt > this.limits.totalMs) this.#giveUp('too-slow', outOfTime)
  }

  streams(): void {
    if (this.#lastEventId === undefined) this.sink.streams?.()
  }

  message(kind: MessageKind, text: string, method: string, id: RpcId | undefined): boolean {
    const { sink } = this.#sending
    if (kind === 'notification') return sink.message?.(kind, text, this) ?? true
    // A server without a handshake asks nothing in the middle of a call, and takes no answers.
    if (this.era === 'modern' || id === undefined) return true
    if (++this.#requests > this.limits.askedBack) {
      const detail = `it asked more than ${this.limits.askedBack} questions in one call`
      this.#end({ kind: 'broken', fault: 'too-large', detail, words: detail.replace('it ', '') }, detail)
      return true
    }
    if (method !== 'ping' && sink.message) return sink.message(kind, text, this)
    if (this.#answering < this.limits.answeringAtOnce) {
      this.#answering++
      void this.send(answerToServer(id, method)).then(() => this.#answering--)
    }
    return true
  }

  settle(reading: Reading): void {
    if (reading.kind === 'interrupted') return this.#interrupted(reading)
    const isLost = this.#lastEventId !== undefined && reading.kind === 'refused'
    const outcome: Outcome = isLost
      ? { kind: 'broken', fault: 'no-result', detail: `its stream was not taken up again: status ${reading.status}` }
      : reading
    this.#finish(outcome)
    if (outcome.kind === 'broken' && endedByUs.has(outcome.fault)) this.#tellCancelled(outcome.detail)
  }

  /** SEP-1699: the server may end a stream and be asked for the rest of it. Newer servers lose what was under way. */
  #interrupted({ lastEventId, retryMs, otherwise }: Interruption): void {
    const { limits, destination, sink } = this.#sending
    const isNews = lastEventId !== this.#lastEventId
    this.#resumesWithoutNews = isNews ? 0 : this.#resumesWithoutNews + 1
    if (
      destination.session?.era !== 'legacy' ||
      lastEventId.length > maxEventIdLength ||
      !/^[\x20-\x7e]+$/.test(lastEventId) ||
      this.#resumesWithoutNews > limits.resumes
    )
      return this.#finish(otherwise as Outcome)
    this.#lastEventId = lastEventId
    const wait = Math.min(Math.max(retryMs ?? limits.resumeMs, limits.resumeLeastMs), limits.resumeMostMs)
    this.#pause = setTimeout(() => this.#takeUp(lastEventId), wait)
    sink.interrupted?.(wait)
  }

  #takeUp(lastEventId: string): void {
    const { dispatcher, destination } = this.#sending
    this.#pause = undefined
    this.#heardAt = performance.now()
    this.#reader = new AnswerReader(this)
    const headers = { ...headersFor(destination), accept: 'text/event-stream', 'last-event-id': lastEventId }
    dispatcher.dispatch({ ...destination.address, method: 'GET', headers, ...ownPatience }, this.#reader)
  }

  #arm(ms: number): void {
    this.#watch = setTimeout(look, Math.max(ms, 1), this)
  }

  /** One timer for all: what is heard is only noted, and looked at when it could have been too little. */
  look(): void {
    const { totalMs, silenceMs } = this.limits
    const now = performance.now()
    const left = totalMs - (now - this.#startedAt)
    const isCall = this.#sending.options !== undefined
    if (left <= 0) return this.#giveUp(isCall || this.#reader.begun ? 'too-slow' : 'no-answer', outOfTime)
    const excused = this.#waitsForPerson || this.#reader.paused || this.#pause !== undefined
    const patience = silenceMs - (excused ? 0 : now - this.#heardAt)
    if (patience > 0) return this.#arm(Math.min(patience, left))
    if (!this.#sending.options) return this.#giveUp(this.#reader.begun ? 'too-slow' : 'no-answer', 'nothing came')
    void this.#probe(this.#sending.options, left)
  }

  async #probe({ probe }: CallOptions, left: number): Promise<void> {
    const silentSince = this.#heardAt
    this.#arm(left)
    const lives = await probe(this.#sending.destination)
    if (this.#done) return
    if (!lives && this.#heardAt === silentSince) return this.#giveUp('silent', 'nothing came, and no answer to a probe')
    this.#heardAt = performance.now()
    clearTimeout(this.#watch)
    this.look()
  }

  #giveUp(fault: Fault, detail: string): void {
    this.#end({ kind: 'broken', fault, detail }, detail)
  }

  /** By us, in the middle: the exchange ends, and a server that cannot see that is told. */
  #end(outcome: Outcome, reason: string): void {
    if (this.#done) return
    this.#finish(outcome)
    this.#reader.stop()
    this.#tellCancelled(reason)
  }

  #finish(outcome: Outcome): void {
    if (this.#done) return
    this.#done = true
    clearTimeout(this.#watch)
    clearTimeout(this.#pause)
    this.#stopListening?.()
    const { destination, message } = this.#sending
    if (message.id !== undefined && this.#watch) countId(destination, message.id, -1)
    this.#settle(outcome)
  }

  /**
   * Closing the connection does not cancel at older servers. Not where the id is under way twice: without sessions a
   * server could not know which is meant.
   */
  #tellCancelled(reason: string): void {
    const { destination, message, options } = this.#sending
    const { session } = destination
    if (
      !options ||
      message.id === undefined ||
      session?.era !== 'legacy' ||
      !this.#watch ||
      session.inFlight?.has(message.id)
    )
      return
    const params = { requestId: message.id, reason }
    void this.send(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params }))
  }
}

const look = (call: InFlight): void => call.look()
const outOfTime = 'the whole answer took too long'
/** undici's own timers would end calls that wait for people. */
const ownPatience = { headersTimeout: 0, bodyTimeout: 0 }

function countId({ session }: Destination, id: RpcId, by: 1 | -1): void {
  const ids = session?.inFlight
  if (!ids) return
  const count = (ids.get(id) ?? 0) + by
  if (count > 0) ids.set(id, count)
  else ids.delete(id)
}
