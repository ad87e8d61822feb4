import type { Dispatcher } from 'undici'
import type { UpstreamAddress } from './address.ts'
import type { OnMessage } from './event-picker.ts'
import { NewsReader, type NewsEnd } from './news-reader.ts'

/** How a stream is asked for; made anew each time. */
export interface StreamQuestion {
  /** Where the stream is the answer to a question with an id. */
  id: string | undefined
  address: UpstreamAddress
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body: string | null
}

export interface KeptStreamDeps {
  dispatcher: Dispatcher
  /** Wait before a stream that ended is opened again, in ms; grows with each failure. */
  resumeMs: number
  eventBytes: number
  ask(): StreamQuestion
  onMessage: OnMessage
  /** The server does not give it, or not any more. Not called after `close`. */
  onOver(lostSession: boolean): void
}

/** Failures in a row after which a stream is given up. */
const mostFailures = 8
const longestWaitMs = 60_000
/** A stream that lasted so long has not failed by ending. */
const goodMs = 30_000

/** A stream of events that is opened again when it ends, after the event that came last. */
export class KeptStream {
  /** Settled when the server has answered once, in whatever way. */
  readonly ready: Promise<void>
  readonly #deps: KeptStreamDeps
  #isReady: () => void = () => undefined
  #reader: NewsReader | undefined
  #wait: NodeJS.Timeout | undefined
  #lastEventId: string | undefined
  #failures = 0
  #closed = false

  constructor(deps: KeptStreamDeps) {
    this.#deps = deps
    this.ready = new Promise((resolve) => (this.#isReady = resolve))
    this.#open()
  }

  /** The question has changed; the old stream is closed when the new one is on its way, so that little is missed. */
  askAnew(): void {
    if (this.#closed) return
    clearTimeout(this.#wait)
    const before = this.#reader
    this.#open()
    before?.close()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#wait)
    this.#reader?.close()
    this.#isReady()
  }

  #open(): void {
    const { dispatcher, eventBytes, ask, onMessage } = this.#deps
    const { id, address, method, headers, body } = ask()
    const reader: NewsReader = new NewsReader({
      id,
      eventBytes,
      onMessage: (...message) => {
        this.#failures = 0
        if (!this.#closed) onMessage(...message)
      },
      onStart: this.#isReady,
      onEnd: (end) => {
        if (this.#reader === reader && !this.#closed) this.#ended(end)
      },
    })
    this.#reader = reader
    const resumed = method === 'GET' && this.#lastEventId !== undefined && { 'last-event-id': this.#lastEventId }
    const patience = { headersTimeout: 0, bodyTimeout: 0 }
    dispatcher.dispatch({ ...address, method, headers: { ...headers, ...resumed }, body, ...patience }, reader)
  }

  #ended({ status, answer, lastEventId, retryMs, lastedMs }: NewsEnd): void {
    if (lastEventId !== undefined) this.#lastEventId = lastEventId
    if (lastedMs > goodMs) this.#failures = 0
    const isRefused = status !== undefined && status >= 300 && status < 500 && status !== 429
    if (isRefused || answer === 'error' || ++this.#failures > mostFailures) {
      this.close()
      return this.#deps.onOver(status === 404)
    }
    const wait = Math.max(retryMs ?? 0, this.#deps.resumeMs) * 2 ** Math.max(this.#failures - 1, 0)
    this.#wait = setTimeout(() => this.#open(), Math.min(wait, longestWaitMs))
  }
}
