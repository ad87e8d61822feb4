import type { ServerResponse } from 'node:http'
import { eventParts, eventText, keepAliveText, primingText, retryText, streamHeaders } from './event-text.ts'
import type { Heart } from './heart.ts'
import type { ReplayLog } from './replay-log.ts'

/** How long a client whose connection broke may take to come back. */
const comebackMs = 10_000
/** How long one may take that we sent away ourselves, beyond the time that it was told. */
const sentAwayMs = 60_000
/** How long a stream that has ended can be asked for again. */
const keptMs = 60_000
/** What a client should wait before it comes back, where nobody else said so. */
const usualRetryMs = 1_000

export interface StreamOptions {
  heart: Heart
  /** Bytes that a slow reader may leave unread before his connection is ended (HT-7). */
  maxUnread: number
  /** Given where a client may come back to this stream. */
  log?: ReplayLog | undefined
  /** Whether the client's revision knows an event without a message. */
  primed?: boolean
  /** The stream is over, and nobody can come back to it. */
  onRetired?(): void
  comebackMs?: number
}

/** A stream of events to one client, which may lose its connection and be taken up again. Nothing is collected. */
export class EventStream {
  readonly #options: StreamOptions
  #res: ServerResponse | undefined
  #isOver = false
  #isGone = false
  #awayTimer: NodeJS.Timeout | undefined
  #awayMs: number
  #goneListeners = new Set<() => void>()
  #drainListeners: (() => void)[] = []

  constructor(res: ServerResponse, options: StreamOptions) {
    this.#options = options
    this.#awayMs = options.comebackMs ?? comebackMs
    this.#attach(res)
    if (options.log && options.primed) this.#write(primingText(options.log.mark(), usualRetryMs))
    else res.flushHeaders()
  }

  /** The client left before the end and did not come back. */
  get isGone(): boolean {
    return this.#isGone
  }

  /** Takes up the stream after the event of this number. */
  resume(res: ServerResponse, after: number): void {
    const before = this.#res
    this.#res = undefined
    if (before && !before.writableEnded) before.end()
    clearTimeout(this.#awayTimer)
    this.#attach(res)
    res.flushHeaders()
    for (const { id, message } of this.#options.log?.after(after) ?? []) this.#writeMessage(message, id)
    if (this.#isOver) this.#endConnection()
  }

  /** False asks for a pause until `onDrain`. */
  send(message: string): boolean {
    if (this.#isOver) return true
    return this.#writeMessage(message, this.#options.log?.add(message))
  }

  /** Calls back once, also when there is nobody left to wait for. */
  onDrain(listener: () => void): void {
    if (this.#res?.writableNeedDrain) this.#drainListeners.push(listener)
    else queueMicrotask(listener)
  }

  /** Calls back once when the client has gone for good. */
  onGone(listener: () => void): () => void {
    if (this.#isGone) queueMicrotask(listener)
    else this.#goneListeners.add(listener)
    return () => void this.#goneListeners.delete(listener)
  }

  /** The last message, if there is one, and the end. `retryMs`: the client may open another one then. */
  finish(last?: string | Uint8Array, retryMs?: number): void {
    if (this.#isOver) return
    if (retryMs !== undefined) this.#write(retryText(retryMs))
    if (last !== undefined) this.#writeMessage(last, this.#options.log?.add(last))
    this.#isOver = true
    this.#endConnection()
  }

  /** Ends the connection and not the stream, where the client can come back to it (SEP-1699). */
  interrupt(retryMs = usualRetryMs): void {
    const { log, primed } = this.#options
    if (!this.#res || !log?.isKnown || !primed) return
    this.#awayMs = retryMs + sentAwayMs
    this.#write(retryText(retryMs))
    this.#res.end()
  }

  #attach(res: ServerResponse): void {
    if (!res.headersSent) res.writeHead(200, streamHeaders)
    this.#res = res
    res.on('drain', this.#drained)
    res.once('close', () => this.#lost(res))
    this.#options.heart.add(this.#beat)
    if (res.destroyed) this.#lost(res)
  }

  readonly #beat = (): void => {
    if (this.#res && !this.#res.writableNeedDrain) this.#write(keepAliveText)
  }

  readonly #drained = (): void => {
    for (const listener of this.#drainListeners.splice(0)) listener()
  }

  #lost(res: ServerResponse): void {
    if (this.#res !== res) return
    this.#res = undefined
    this.#options.heart.remove(this.#beat)
    this.#drained()
    if (this.#isOver) return this.#retireLater(res.writableFinished ? 0 : keptMs)
    if (!this.#options.log?.isKnown) return this.#end()
    this.#awayTimer = setTimeout(() => this.#end(), this.#awayMs).unref()
    this.#awayMs = this.#options.comebackMs ?? comebackMs
  }

  #end(): void {
    this.#isOver = true
    this.#isGone = true
    this.#retire()
    for (const listener of [...this.#goneListeners]) listener()
    this.#goneListeners.clear()
  }

  #endConnection(): void {
    this.#goneListeners.clear()
    if (this.#res) this.#res.end()
    else this.#retireLater(keptMs)
  }

  #retireLater(ms: number): void {
    if (ms === 0 || !this.#options.log) return this.#retire()
    this.#awayTimer = setTimeout(() => this.#retire(), ms).unref()
  }

  #retire(): void {
    clearTimeout(this.#awayTimer)
    this.#options.heart.remove(this.#beat)
    this.#options.log?.clear()
    this.#options.onRetired?.()
  }

  #writeMessage(message: string | Uint8Array, id: string | undefined): boolean {
    if (typeof message !== 'string') return eventParts(message, id).reduce((_, part) => this.#write(part), true)
    if (this.#res && this.#res.writableLength > this.#options.maxUnread) {
      this.#res.destroy()
      return true
    }
    return this.#write(eventText(message, id))
  }

  #write(part: string | Uint8Array): boolean {
    const res = this.#res
    return !res || res.writableEnded || res.destroyed || res.write(part)
  }
}
