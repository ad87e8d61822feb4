import { silentSink, type AnswerSink, type MessageKind, type UpstreamLink } from './answer-sink.ts'
import type { Destination, Post } from './destination.ts'
import { headersFor } from './headers-for.ts'
import { KeptStream } from './kept-stream.ts'
import { answerToServer } from './server-request.ts'
import { Subscriptions } from './subscriptions.ts'
import type { NewsDeps } from './news-deps.ts'

export interface EarListener {
  /** URIs of resources that are watched for it. */
  watched: readonly string[]
  onMessage(kind: MessageKind, text: string, back: UpstreamLink): void
  onEnd(lostSession: boolean): void
}

interface Call {
  sink: AnswerSink
  link: UpstreamLink
  asked: number
}

/** How long an ear stays open for the next call. */
const idleMs = 60_000

/**
 * The one GET stream of a session at a server of the older era, shared by all who listen there. Servers ask their
 * questions in the middle of a call on it too, without a word on which call: the one that began last is taken.
 */
export class Ear {
  #destination: Destination
  readonly #post: Post
  readonly #onClosed: () => void
  /** Questions that are passed on to one call. */
  readonly #mostQuestions: number
  #over = false
  readonly #stream: KeptStream
  readonly #subscriptions: Subscriptions
  readonly #listeners = new Set<EarListener>()
  readonly #calls = new Set<Call>()
  #idle: NodeJS.Timeout | undefined

  /** `onClosed`: the stream is over, and a new ear may or may not be worth it. */
  constructor(
    destination: Destination,
    eventBytes: number,
    { dispatcher, limits, post }: NewsDeps,
    onClosed: (isOffered: boolean) => void,
  ) {
    this.#destination = destination
    this.#post = post
    this.#mostQuestions = limits.askedBack
    this.#onClosed = () => onClosed(true)
    this.#subscriptions = new Subscriptions((message) => void post(this.#destination, message, silentSink))
    this.#stream = new KeptStream({
      dispatcher,
      resumeMs: limits.resumeMs,
      eventBytes,
      ask: () => ({
        id: undefined,
        address: destination.address,
        method: 'GET',
        headers: { ...headersFor(this.#destination), accept: 'text/event-stream' },
        body: null,
      }),
      onMessage: (kind, text, method, id) => this.#hear(kind, text, method, id),
      onOver: (lostSession) => {
        this.#over = true
        onClosed(false)
        this.#tellEnd(lostSession)
      },
    })
  }

  get ready(): Promise<void> {
    return this.#stream.ready
  }

  /** The credential of whoever came last is the one that is used from now on. */
  use(destination: Destination): void {
    this.#destination = destination
  }

  listen(listener: EarListener): void {
    clearTimeout(this.#idle)
    this.#listeners.add(listener)
    this.watch()
  }

  unlisten(listener: EarListener): void {
    if (!this.#listeners.delete(listener)) return
    this.watch()
    if (this.#isIdle) this.close(false)
  }

  /** What is to be watched has changed for somebody. */
  watch(): void {
    this.#subscriptions.want([...this.#listeners].flatMap(({ watched }) => watched))
  }

  /** A call begins that may be asked about; returns the way to say that it is over. */
  join(sink: AnswerSink, link: UpstreamLink): () => void {
    clearTimeout(this.#idle)
    const call: Call = { sink, link, asked: 0 }
    this.#calls.add(call)
    return () => {
      this.#calls.delete(call)
      this.#rest()
    }
  }

  /** `lostSession`: those who listen may look for another. */
  close(lostSession: boolean): void {
    if (this.#over) return
    this.#over = true
    this.#stream.close()
    this.#onClosed()
    this.#tellEnd(lostSession)
  }

  #tellEnd(lostSession: boolean): void {
    clearTimeout(this.#idle)
    for (const listener of this.#listeners) listener.onEnd(lostSession)
  }

  get #isIdle(): boolean {
    return this.#listeners.size === 0 && this.#calls.size === 0
  }

  #rest(): void {
    if (this.#over || !this.#isIdle) return
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.close(false), idleMs).unref()
  }

  #hear(kind: MessageKind, text: string, method: string, id: string | number | undefined): void {
    if (kind === 'notification') {
      for (const listener of this.#listeners) listener.onMessage(kind, text, this.#link)
      return
    }
    if (id === undefined) return
    const call = [...this.#calls].at(-1)
    const listener = [...this.#listeners].at(-1)
    if (method === 'ping' || (!call && !listener)) return void this.#link.send(answerToServer(id, method))
    if (call) {
      if (++call.asked > this.#mostQuestions) return void this.#link.send(answerToServer(id, method))
      call.sink.message?.(kind, text, call.link)
    } else listener?.onMessage(kind, text, this.#link)
  }

  /** Nothing is held up by a question outside a call, so there is nothing to wait for and nothing to abandon. */
  readonly #link: UpstreamLink = {
    era: 'legacy',
    send: (text) => this.#post(this.#destination, { text }, silentSink),
    waitsForPerson: () => undefined,
    abandon: () => undefined,
  }
}
