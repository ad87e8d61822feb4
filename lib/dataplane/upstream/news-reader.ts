import type { Dispatcher } from 'undici'
import type { IncomingHttpHeaders } from 'undici/types/header.js'
import type { RpcId } from '../rpc/id.ts'
import { EventPicker, type OnMessage } from './event-picker.ts'
import { skimMessage } from './skim-message.ts'

/** Why a stream of news is over. */
export interface NewsEnd {
  /** Undefined where the connection failed before there was one. */
  status: number | undefined
  /** What the question for it was answered with, where it was a question and got an answer. */
  answer: 'result' | 'error' | undefined
  lastEventId: string | undefined
  /** The server's own wish, in ms. */
  retryMs: number | undefined
  lastedMs: number
}

export interface NewsReaderDeps {
  /** Of the question that leads to the stream, where it is one. */
  id: RpcId | undefined
  eventBytes: number
  onMessage: OnMessage
  /** The server has answered, in whatever way. */
  onStart(): void
  /** Once. */
  onEnd(end: NewsEnd): void
}

/** Messages in a second above which the server has to wait: it is not read until the second is over. */
const mostPerSecond = 500
/** Last-Event-ID is a header; what would not fit is not kept. */
const eventIdPattern = /^[\x20-\x7e]{1,1024}$/

/** Reads one stream of news. */
export class NewsReader implements Dispatcher.DispatchHandler {
  readonly #deps: NewsReaderDeps
  readonly #startedAt = performance.now()
  readonly #picker: EventPicker
  #controller: Dispatcher.DispatchController | undefined
  #status: number | undefined
  #isStream = false
  #ended = false
  #secondFrom = 0
  #eventsBefore = 0
  #rest: NodeJS.Timeout | undefined

  constructor(deps: NewsReaderDeps) {
    this.#deps = deps
    this.#picker = new EventPicker(deps.id, deps.eventBytes, (...message) => {
      if (!this.#ended) deps.onMessage(...message)
    })
  }

  /** Without a word to `onEnd`. */
  close(): void {
    this.#ended = true
    this.#stop()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#ended) this.#stop()
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return
    this.#status = status
    this.#deps.onStart()
    const type = String(headers['content-type'] ?? '').toLowerCase()
    this.#isStream = status < 300 && type.startsWith('text/event-stream') && !headers['content-encoding']
    // An answer that is none is as good as a server that does not offer it.
    if (status < 300 && !this.#isStream) this.#status = 405
    if (!this.#isStream) this.#end()
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#ended || !this.#isStream) return
    this.#picker.feed(chunk)
    if (this.#picker.lines.overflown || this.#picker.picked !== undefined) return this.#end()
    const now = performance.now()
    if (now - this.#secondFrom > 1_000) {
      this.#secondFrom = now
      this.#eventsBefore = this.#picker.events
    } else if (this.#picker.events - this.#eventsBefore > mostPerSecond && !controller.paused) {
      controller.pause()
      this.#rest = setTimeout(() => controller.resume(), 1_000 - (now - this.#secondFrom))
    }
  }

  onResponseEnd(): void {
    this.#end()
  }

  onResponseError(): void {
    this.#end()
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    const { lastEventId, retryMs } = this.#picker.lines
    const { picked } = this.#picker
    this.#stop()
    this.#deps.onEnd({
      status: this.#status,
      answer: picked === undefined ? undefined : skimMessage(picked)?.error === undefined ? 'result' : 'error',
      lastEventId: lastEventId !== undefined && eventIdPattern.test(lastEventId) ? lastEventId : undefined,
      retryMs,
      lastedMs: performance.now() - this.#startedAt,
    })
  }

  #stop(): void {
    clearTimeout(this.#rest)
    if (this.#controller && !this.#controller.aborted) this.#controller.abort(new Error('no more news are wanted'))
  }
}
