import { encodeModernListen, withoutSubscription, type NewsFilter } from '../wire/index.ts'
import { silentSink, type MessageKind, type UpstreamLink } from './answer-sink.ts'
import type { Destination } from './destination.ts'
import type { Ear, EarListener } from './ear.ts'
import type { Ears } from './ears.ts'
import { headersFor } from './headers-for.ts'
import { KeptStream } from './kept-stream.ts'
import type { NewsDeps } from './news-deps.ts'
import type { Outcome } from './outcome.ts'
import { isPassing, type SessionHolder } from './sessions.ts'
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

/** Sessions in a row that could not be opened, or were lost at once, before a listener gives up. */
const mostFailures = 8
const longestWaitMs = 60_000
const listenId = 'postern-listen'

/** One server's news for one listener, for as long as he wants them. */
export class NewsStream {
  readonly #request: NewsRequest
  readonly #deps: NewsDeps
  readonly #ears: Ears
  readonly #listener: EarListener
  #filter: NewsFilter
  #session: UpstreamSession | undefined
  #ear: Ear | undefined
  #subscription: KeptStream | undefined
  #wait: NodeJS.Timeout | undefined
  #failures = 0
  #closed = false

  constructor(request: NewsRequest, deps: NewsDeps, ears: Ears) {
    this.#request = request
    this.#deps = deps
    this.#ears = ears
    this.#filter = request.filter
    this.#listener = {
      watched: request.filter.resourceSubscriptions ?? [],
      onMessage: (kind, text, back) => {
        this.#failures = 0
        request.onMessage(kind, text, back)
      },
      onEnd: (lostSession) => this.#lost(lostSession),
    }
  }

  /** Settled when the server has answered once, in whatever way: what it tells from then on is heard. */
  async start(): Promise<void> {
    const { holder, address, accessToken } = this.#request
    const { sessions } = this.#deps
    const found = sessions.find(holder)
    const opened = found ? undefined : await sessions.open(holder, { address, accessToken }, isPassing(holder))
    const session = found ?? (opened?.kind === 'open' ? opened.session : undefined)
    if (this.#closed) return this.#endPassing(session)
    if (!session) return opened?.kind === 'failed' && isFinal(opened.outcome) ? this.#giveUp() : this.#again()
    this.#session = session
    if (session.era === 'modern') this.#subscribe(session)
    else this.#join(session)
    await (this.#subscription ?? this.#ear)?.ready
  }

  update(filter: NewsFilter): void {
    this.#filter = filter
    this.#listener.watched = filter.resourceSubscriptions ?? []
    this.#ear?.watch()
    this.#subscription?.askAnew()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#wait)
    this.#ear?.unlisten(this.#listener)
    this.#subscription?.close()
    this.#endPassing(this.#session)
  }

  #destination(session: UpstreamSession): Destination {
    const { holder, address, accessToken } = this.#request
    return { address, accessToken: this.#deps.sessions.kept(holder)?.accessToken ?? accessToken, session }
  }

  get #eventBytes(): number {
    return this.#request.holder.target.maxResponseBytes ?? this.#deps.limits.answerBytes
  }

  #join(session: UpstreamSession): void {
    this.#ear = this.#ears.of(this.#destination(session), session, this.#eventBytes)
    if (!this.#ear) return this.#giveUp()
    this.#ear.listen(this.#listener)
  }

  #subscribe(session: UpstreamSession): void {
    const { dispatcher, limits, post } = this.#deps
    const back: UpstreamLink = {
      era: 'modern',
      send: (text) => post(this.#destination(session), { text }, silentSink),
      waitsForPerson: () => undefined,
      abandon: () => undefined,
    }
    this.#subscription = new KeptStream({
      dispatcher,
      resumeMs: limits.resumeMs,
      eventBytes: this.#eventBytes,
      ask: () => {
        const { id, text, headers } = encodeModernListen(listenId, this.#filter)
        const destination = this.#destination(session)
        const all = { ...headersFor(destination), ...headers }
        return { id: String(id), address: destination.address, method: 'POST', headers: all, body: text }
      },
      onMessage: (kind, text) => {
        const own = kind === 'notification' ? withoutSubscription(text) : undefined
        if (own !== undefined) this.#request.onMessage(kind, own, back)
      },
      onOver: () => this.#giveUp(),
    })
  }

  #lost(lostSession: boolean): void {
    if (this.#closed) return
    const session = this.#session
    if (!lostSession || session?.id === undefined) return this.#giveUp()
    this.#deps.sessions.forget(this.#request.holder, session, false)
    this.#session = undefined
    this.#ear = undefined
    this.#again()
  }

  #again(): void {
    if (++this.#failures > mostFailures) return this.#giveUp()
    const wait = this.#deps.limits.resumeMs * 2 ** (this.#failures - 1)
    this.#wait = setTimeout(() => void this.start(), Math.min(wait, longestWaitMs))
  }

  #giveUp(): void {
    if (this.#closed) return
    this.close()
    this.#request.onEnd()
  }

  #endPassing(session: UpstreamSession | undefined): void {
    const { holder, address, accessToken } = this.#request
    if (session?.id === undefined || !isPassing(holder)) return
    this.#ears.close(session, false)
    this.#deps.end({ address, accessToken, session })
  }
}

/** What another try will not mend. */
const isFinal = (outcome: Outcome): boolean =>
  outcome.kind === 'refused' && outcome.status >= 400 && outcome.status < 500 && outcome.status !== 429
