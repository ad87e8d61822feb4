import type { Dispatcher } from 'undici'
import { encodeModernListen, withoutSubscription, type NewsFilter } from '../wire/index.ts'
import { silentSink, type MessageKind, type UpstreamLink } from './answer-sink.ts'
import type { Destination, Post, PostMessage } from './destination.ts'
import { headersFor } from './headers-for.ts'
import { NewsReader, type NewsEnd } from './news-reader.ts'
import type { UpstreamLimits } from './outcome.ts'
import { answerToServer } from './server-request.ts'
import type { SessionHolder, UpstreamSessions } from './sessions.ts'
import { Subscriptions } from './subscriptions.ts'
import type { UpstreamSession } from './upstream-session.ts'

export interface NewsRequest {
  holder: SessionHolder
  address: Destination['address']
  accessToken: Destination['accessToken']
  filter: NewsFilter
  /** The text as the server wrote it, but for the mark of our own subscription; `ping` is answered before. */
  onMessage(kind: MessageKind, text: string, back: UpstreamLink): void
  /** The server has no such stream, or does not give it any more. Not called after `close`. */
  onEnd(): void
}

export interface NewsDeps {
  dispatcher: Dispatcher
  limits: UpstreamLimits
  post: Post
  sessions: UpstreamSessions
}

/** Failures in a row after which a server's news are given up. */
const mostFailures = 8
const longestWaitMs = 60_000
/** A stream that lasted so long has not failed by ending. */
const goodMs = 30_000
const listenId = 'postern-listen'

/** One server's news for one holder of a session there, for as long as they are wanted. */
export class NewsStream {
  readonly #request: NewsRequest
  readonly #deps: NewsDeps
  readonly #subscriptions: Subscriptions
  #filter: NewsFilter
  #session: UpstreamSession | undefined
  #reader: NewsReader | undefined
  #wait: NodeJS.Timeout | undefined
  #lastEventId: string | undefined
  #failures = 0
  #closed = false

  constructor(request: NewsRequest, deps: NewsDeps) {
    this.#request = request
    this.#deps = deps
    this.#filter = request.filter
    this.#subscriptions = new Subscriptions((message) => this.#post(message))
  }

  async start(): Promise<void> {
    const { holder, address, accessToken } = this.#request
    const { sessions } = this.#deps
    const found = sessions.find(holder)
    const opened = found ? undefined : await sessions.open(holder, { address, accessToken }, false)
    if (this.#closed) return
    const session = found ?? (opened?.kind === 'open' ? opened.session : undefined)
    if (!session) return this.#again(undefined)
    if (session !== this.#session) {
      this.#lastEventId = undefined
      this.#subscriptions.startAnew()
    }
    this.#session = session
    this.#open(session)
    if (session.era === 'legacy') this.#subscriptions.want(this.#filter.resourceSubscriptions ?? [])
  }

  update(filter: NewsFilter): void {
    this.#filter = filter
    if (this.#closed || !this.#session) return
    if (this.#session.era === 'legacy') return this.#subscriptions.want(filter.resourceSubscriptions ?? [])
    // The old one is closed when the new one is on its way, so that little is missed.
    const before = this.#reader
    this.#open(this.#session)
    before?.close()
  }

  close(): void {
    if (this.#closed) return
    const isKept = this.#session !== undefined && this.#deps.sessions.find(this.#request.holder) === this.#session
    if (isKept && this.#session?.era === 'legacy') this.#subscriptions.want([])
    this.#closed = true
    clearTimeout(this.#wait)
    this.#reader?.close()
  }

  get #destination(): Destination {
    const { holder, address, accessToken } = this.#request
    const kept = this.#deps.sessions.kept(holder)
    return { address, accessToken: kept?.accessToken ?? accessToken, session: this.#session }
  }

  #open(session: UpstreamSession): void {
    const { dispatcher, limits } = this.#deps
    const destination = this.#destination
    const isModern = session.era === 'modern'
    const asked = isModern ? encodeModernListen(listenId, this.#filter) : undefined
    const reader: NewsReader = new NewsReader({
      id: asked?.id,
      eventBytes: this.#request.holder.target.maxResponseBytes ?? limits.answerBytes,
      onMessage: (kind, text, method, id) => this.#hear(session, kind, text, method, id),
      onEnd: (end) => {
        if (this.#reader === reader && !this.#closed) this.#ended(end)
      },
    })
    this.#reader = reader
    const resumed = this.#lastEventId !== undefined && { 'last-event-id': this.#lastEventId }
    dispatcher.dispatch(
      {
        ...destination.address,
        method: asked ? 'POST' : 'GET',
        headers: asked
          ? { ...headersFor(destination), ...asked.headers }
          : { ...headersFor(destination), accept: 'text/event-stream', ...resumed },
        body: asked?.text ?? null,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      reader,
    )
  }

  #hear(session: UpstreamSession, kind: MessageKind, text: string, method: string, id: string | number | undefined) {
    if (this.#closed) return
    this.#failures = 0
    if (session.era === 'modern') {
      const own = kind === 'notification' ? withoutSubscription(text) : undefined
      if (own !== undefined) this.#request.onMessage(kind, own, this.#link(session))
    } else if (kind === 'request' && id !== undefined && method === 'ping')
      this.#post({ text: answerToServer(id, method) })
    else this.#request.onMessage(kind, text, this.#link(session))
  }

  /** Nothing is held up by a question outside a call, so there is nothing to wait for and nothing to abandon. */
  #link(session: UpstreamSession): UpstreamLink {
    const { post } = this.#deps
    return {
      era: session.era,
      send: (text) => post({ ...this.#destination, session }, { text }, silentSink),
      waitsForPerson: () => undefined,
      abandon: () => undefined,
    }
  }

  #ended({ status, answer, lastEventId, retryMs, lastedMs }: NewsEnd): void {
    if (lastEventId !== undefined) this.#lastEventId = lastEventId
    if (lastedMs > goodMs) this.#failures = 0
    if (answer === 'error') return this.#giveUp()
    if (status === 404 && this.#session?.id !== undefined) {
      this.#deps.sessions.forget(this.#request.holder, this.#session, false)
      this.#session = undefined
    } else if (status !== undefined && status >= 300 && status < 500 && status !== 429) return this.#giveUp()
    this.#again(retryMs)
  }

  #again(retryMs: number | undefined): void {
    if (++this.#failures > mostFailures) return this.#giveUp()
    const { resumeMs } = this.#deps.limits
    const least = Math.max(retryMs ?? 0, resumeMs) * 2 ** (this.#failures - 1)
    this.#wait = setTimeout(() => void this.start(), Math.min(least, longestWaitMs))
  }

  #giveUp(): void {
    if (this.#closed) return
    this.#closed = true
    this.#request.onEnd()
  }

  #post(message: PostMessage): void {
    void this.#deps.post(this.#destination, message, silentSink)
  }
}
