import type { Dispatcher } from 'undici'
import type { RpcId } from '../rpc/id.ts'
import { AnswerHeaders } from './answer-headers.ts'
import type { AnswerSink, MessageKind } from './answer-sink.ts'
import { EventPicker } from './event-picker.ts'
import { answers, looksLikeObject, opensObject, parseOrUndefined } from './judge-answer.ts'
import { faultOf } from './fault-of.ts'
import type { Fault, Outcome, UpstreamLimits } from './outcome.ts'

type Mode = 'waiting' | 'collect' | 'pieces' | 'events' | 'refusal' | 'done'

/** What one HTTP exchange came to: an end, or a stream that broke off where it can be taken up again. */
export type Reading = Outcome | Interruption

export interface Interruption {
  kind: 'interrupted'
  lastEventId: string
  /** The server's own wish, in ms. */
  retryMs: number | undefined
  /** What it is where it cannot be taken up again. */
  otherwise: Outcome
}

/** The call that an exchange belongs to. */
export interface AnswerOwner {
  /** Undefined for a notification, which gets no answer. */
  readonly id: RpcId | undefined
  readonly sink: AnswerSink
  readonly limits: UpstreamLimits
  /** Bytes of a JSON answer, and of one event. */
  readonly answerBytes: number
  /** What the call's streams may still bring. */
  readonly left: { bytes: number; events: number }
  /** A byte came. */
  heard(): void
  /** The answer comes as a stream of events. */
  streams(): void
  /** False asks for a pause until the sink drains. */
  message(kind: MessageKind, text: string, method: string, id: RpcId | undefined): boolean
  settle(reading: Reading): void
}

/**
 * Reads one HTTP answer as undici hands it over, without copying what can pass through. Settles once.
 *
 * undici's core calls handlers of this form. Those of its newer form it wraps: two more objects a call, and headers and
 * trailers as objects whether or not somebody reads them, 4 µs of the processor.
 */
export class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #owner: AnswerOwner
  #end: ((reason: Error) => void) | undefined
  #goOn: (() => void) | undefined
  #isPaused = false
  #stopped: Error | undefined
  #linger: NodeJS.Timeout | undefined
  #mode: Mode = 'waiting'
  #status = 0
  #headers = noHeaders
  #chunks: Buffer[] = noChunks
  #length = 0
  #picker: EventPicker | undefined
  #wantsPause = false

  constructor(owner: AnswerOwner) {
    this.#owner = owner
  }

  get begun(): boolean {
    return this.#mode !== 'waiting'
  }

  /** We do not listen now, so that it is silent says nothing. */
  get paused(): boolean {
    return this.#isPaused
  }

  /** Ends the exchange without a word; an answer that has begun to go out is broken off. */
  stop(): void {
    if (this.#mode === 'pieces') this.#owner.sink.pieces?.fail()
    this.#close()
    this.#abort()
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.#end = abort
    if (this.#stopped) abort(this.#stopped)
  }

  /** False lets undici pause; so it does below. */
  onHeaders(status: number, raw: Buffer[], resume: () => void): boolean {
    this.#goOn = resume
    if (status >= 200 && this.#mode !== 'done') this.#begin(status, new AnswerHeaders(raw))
    return !this.#isPaused
  }

  #begin(status: number, headers: AnswerHeaders): void {
    this.#status = status
    this.#headers = headers
    this.#owner.heard()
    const { id, answerBytes } = this.#owner
    if (status >= 300) {
      this.#mode = 'refusal'
      this.#chunks = []
      return
    }
    if (id === undefined) return this.#finishAndDrain({ kind: 'answered', headers })
    if ((headers.get('content-encoding') ?? 'identity') !== 'identity')
      return this.#break('not-mcp', 'it is encoded, which was not asked for')
    const type = mediaType(headers)
    if (type === 'application/json') {
      const length = headers.get('content-length')
      if (Number(length ?? 0) > answerBytes)
        return this.#tooLarge(`an answer of ${length} bytes, and this gateway passes on ${answerBytes}`)
      this.#mode = 'collect'
      this.#chunks = []
    } else if (type === 'text/event-stream') {
      this.#picker = new EventPicker(id, answerBytes, (kind, text, method, requestId) => {
        if (this.#mode === 'events' && !this.#owner.message(kind, text, method, requestId)) this.#wantsPause = true
      })
      this.#mode = 'events'
      this.#owner.streams()
    } else if (status === 202 || status === 204) this.#break('no-result', `status ${status}`)
    else this.#break('not-mcp', `Content-Type ${type ?? 'missing'}`)
  }

  onData(chunk: Buffer): boolean {
    if (this.#mode !== 'done') this.#take(chunk)
    return !this.#isPaused
  }

  #take(chunk: Buffer): void {
    this.#owner.heard()
    this.#length += chunk.length
    switch (this.#mode) {
      case 'collect':
        return this.#collect(chunk)
      case 'pieces':
        return this.#pass(chunk)
      case 'events':
        return this.#readEvents(chunk)
      case 'refusal':
        if (this.#length <= this.#owner.limits.collectBytes) this.#chunks.push(chunk)
        else this.#endRefusal()
        return
      case 'waiting':
      case 'done':
        return
    }
  }

  onComplete(): void {
    clearTimeout(this.#linger)
    switch (this.#mode) {
      case 'collect':
        return this.#endCollected()
      case 'pieces':
        this.#owner.sink.pieces?.end()
        return this.#finish({ kind: 'answered', headers: this.#headers })
      case 'events':
        return this.#endEvents({ kind: 'broken', fault: 'no-result', detail: 'the stream ended without an answer' })
      case 'refusal':
        return this.#endRefusal()
      case 'waiting':
      case 'done':
        return
    }
  }

  onError(error: Error): void {
    clearTimeout(this.#linger)
    const { fault, detail } = faultOf(error)
    if (this.#mode === 'events') this.#endEvents({ kind: 'broken', fault, detail })
    else this.#break(fault, detail)
  }

  #collect(chunk: Buffer): void {
    this.#chunks.push(chunk)
    const { sink, limits, answerBytes } = this.#owner
    if (this.#length <= limits.collectBytes && this.#length <= answerBytes) return
    const most = Math.min((!sink.pieces && sink.wholeUpTo) || limits.collectBytes, answerBytes)
    if (this.#length <= most) return
    if (!opensObject(this.#chunks[0] ?? chunk)) return this.#break('not-mcp', 'the body is no JSON object')
    if (!sink.pieces || most === answerBytes) return this.#tooLarge(`an answer of more than ${most} bytes`)
    this.#mode = 'pieces'
    sink.pieces.begin()
    const held = this.#chunks
    this.#chunks = []
    for (const piece of held) this.#pass(piece)
  }

  #pass(chunk: Buffer): void {
    const { sink, answerBytes } = this.#owner
    if (this.#mode !== 'pieces') return
    if (this.#length > answerBytes) return this.#tooLarge(`an answer of more than ${answerBytes} bytes`)
    if (sink.pieces?.write(chunk) === false && !this.#isPaused) {
      this.#isPaused = true
      sink.pieces.onDrain(() => this.#resume())
    }
  }

  #readEvents(chunk: Buffer): void {
    const { limits, answerBytes, sink, left } = this.#owner
    const picker = this.#picker
    if (!picker) return
    const before = picker.events
    picker.feed(chunk)
    // Whoever got a message may have ended the call.
    if (this.#mode !== 'events') return
    left.bytes -= chunk.length
    left.events -= picker.events - before
    if (picker.picked !== undefined) {
      const body = Buffer.from(picker.picked)
      if (!sink.pieces && body.length > (sink.wholeUpTo ?? limits.collectBytes))
        return this.#tooLarge(`an answer of more than ${sink.wholeUpTo ?? limits.collectBytes} bytes`)
      sink.whole(body)
      this.#finishAndDrain({ kind: 'answered', headers: this.#headers })
    } else if (picker.lines.overflown) this.#tooLarge(`an event exceeded ${answerBytes} bytes`)
    else if (left.bytes < 0) this.#tooLarge(`its events exceeded ${limits.streamBytes} bytes in all`)
    else if (left.events < 0) this.#tooLarge(`it sent more than ${limits.streamEvents} events`)
    else if (this.#wantsPause && sink.onDrain) {
      this.#wantsPause = false
      this.#isPaused = true
      sink.onDrain(() => this.#resume())
    }
  }

  #endEvents(otherwise: Outcome): void {
    const lines = this.#picker?.lines
    const lastEventId = lines?.lastEventId
    if (lastEventId === undefined || lastEventId === '') return this.#finish(otherwise)
    this.#finish({ kind: 'interrupted', lastEventId, retryMs: lines?.retryMs, otherwise })
  }

  #endCollected(): void {
    const { sink, limits, id } = this.#owner
    const body = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks)
    if (body.length <= limits.parseBytes) {
      const message = parseOrUndefined(body.toString('utf8'))
      if (message === undefined) return this.#break('not-mcp', 'the body is not JSON')
      if (id === undefined || !answers(message, id))
        return this.#break('wrong-answer', 'id, result or error do not fit')
    } else if (!looksLikeObject(body)) return this.#break('not-mcp', 'the body is no JSON object')
    sink.whole(body)
    this.#finish({ kind: 'answered', headers: this.#headers })
  }

  #endRefusal(): void {
    const body = Buffer.concat(this.#chunks).toString('utf8')
    this.#finishAndDrain({ kind: 'refused', status: this.#status, headers: this.#headers, body })
  }

  #tooLarge(detail: string): void {
    this.#break('too-large', detail, `sent more than this gateway passes on: ${detail}`)
  }

  /** After the first piece only a broken connection can tell the client that the answer is not whole. */
  #break(fault: Fault, detail: string, words?: string): void {
    if (this.#mode === 'pieces') this.#owner.sink.pieces?.fail()
    this.#finish({ kind: 'broken', fault, detail, ...(words !== undefined && { words }) })
    this.#abort()
  }

  #finish(reading: Reading): void {
    if (this.#close()) this.#owner.settle(reading)
  }

  #close(): boolean {
    if (this.#mode === 'done') return false
    this.#mode = 'done'
    this.#chunks = noChunks
    this.#picker = undefined
    return true
  }

  #finishAndDrain(reading: Reading): void {
    this.#finish(reading)
    this.#linger = setTimeout(() => this.#abort(), this.#owner.limits.lingerMs).unref()
  }

  /** Ends the exchange with the MCP server; without effect when it has ended. */
  #abort(): void {
    this.#stopped ??= new Error('the answer is not wanted any more')
    this.#end?.(this.#stopped)
  }

  #resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#goOn?.()
  }
}

/** Never written to. */
const noChunks: Buffer[] = []
const noHeaders = new AnswerHeaders([])

function mediaType(headers: AnswerHeaders): string | undefined {
  const header = headers.get('content-type')
  if (header === 'application/json') return header
  return header?.split(';', 1)[0]?.trim().toLowerCase() || undefined
}
