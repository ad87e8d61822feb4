import type { Dispatcher } from 'undici'
import type { IncomingHttpHeaders } from 'undici/types/header.js'
import type { RpcId } from '../rpc/id.ts'
import type { AnswerSink } from './answer-sink.ts'
import { EventPicker } from './event-picker.ts'
import { answers, looksLikeObject, opensObject, parseOrUndefined } from './judge-answer.ts'
import { faultOf } from './fault-of.ts'
import type { Fault, Outcome, UpstreamLimits } from './outcome.ts'

type Mode = 'waiting' | 'collect' | 'pieces' | 'events' | 'refusal' | 'done'

export interface Question {
  /** Undefined for a notification, which gets no answer. */
  id: RpcId | undefined
  sink: AnswerSink
  limits: UpstreamLimits
  /** A request of the MCP server inside its stream. */
  onRequest(id: RpcId, method: string): void
}

/** Reads one HTTP answer as undici hands it over, without copying what can pass through. Settles once. */
export class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #question: Question
  readonly #settle: (outcome: Outcome) => void
  readonly #stopListening: () => void
  readonly #deadline: NodeJS.Timeout
  #controller: Dispatcher.DispatchController | undefined
  #stopped: Error | undefined
  #mode: Mode = 'waiting'
  #status = 0
  #headers: IncomingHttpHeaders = {}
  #chunks: Buffer[] = []
  #length = 0
  #picker: EventPicker | undefined

  constructor(question: Question, settle: (outcome: Outcome) => void) {
    this.#question = question
    this.#settle = settle
    this.#deadline = setTimeout(
      () => this.#break('too-slow', 'the whole answer took too long'),
      question.limits.totalMs,
    )
    this.#stopListening = question.sink.onGone(() => {
      this.#finish({ kind: 'answered', headers: {} })
      this.#stop()
    })
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#stopped) controller.abort(this.#stopped)
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.#mode === 'done') return
    this.#status = status
    this.#headers = headers
    const { limits, id, onRequest } = this.#question
    if (status >= 300) this.#mode = 'refusal'
    else if (id === undefined) this.#finishAndDrain({ kind: 'answered', headers })
    else if ((headers['content-encoding'] ?? 'identity') !== 'identity')
      this.#break('not-mcp', 'it is encoded, which was not asked for')
    else if (mediaType(headers) === 'application/json') {
      if (Number(headers['content-length'] ?? 0) > limits.answerBytes) this.#break('too-large', 'by its Content-Length')
      else this.#mode = 'collect'
    } else if (mediaType(headers) === 'text/event-stream') {
      this.#picker = new EventPicker(id, limits.answerBytes, onRequest)
      this.#mode = 'events'
    } else if (status === 202 || status === 204) this.#break('no-result', `status ${status}`)
    else this.#break('not-mcp', `Content-Type ${mediaType(headers) ?? 'missing'}`)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length
    switch (this.#mode) {
      case 'collect':
        return this.#collect(controller, chunk)
      case 'pieces':
        return this.#pass(controller, chunk)
      case 'events':
        return this.#readEvents(chunk)
      case 'refusal':
        if (this.#length <= this.#question.limits.collectBytes) this.#chunks.push(chunk)
        else this.#endRefusal()
        return
      case 'waiting':
      case 'done':
        return
    }
  }

  onResponseEnd(): void {
    switch (this.#mode) {
      case 'collect':
        return this.#endCollected()
      case 'pieces':
        this.#question.sink.pieces?.end()
        return this.#finish({ kind: 'answered', headers: this.#headers })
      case 'events':
        return this.#break('no-result', 'the stream ended without an answer')
      case 'refusal':
        return this.#endRefusal()
      case 'waiting':
      case 'done':
        return
    }
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    const { fault, detail } = faultOf(error)
    this.#break(fault, detail)
  }

  #collect(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk)
    const { sink, limits } = this.#question
    const most = (!sink.pieces && sink.wholeUpTo) || limits.collectBytes
    if (this.#length <= most) return
    if (!opensObject(this.#chunks[0] ?? chunk)) return this.#break('not-mcp', 'the body is no JSON object')
    if (!sink.pieces) return this.#break('too-large', `more than ${most} bytes`)
    this.#mode = 'pieces'
    sink.pieces.begin()
    const held = this.#chunks
    this.#chunks = []
    for (const piece of held) this.#pass(controller, piece)
  }

  #pass(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { sink, limits } = this.#question
    if (this.#mode !== 'pieces') return
    if (this.#length > limits.answerBytes) return this.#break('too-large', 'while it was passed on')
    if (sink.pieces?.write(chunk) === false && !controller.paused) {
      controller.pause()
      sink.pieces.onDrain(() => controller.resume())
    }
  }

  #readEvents(chunk: Buffer): void {
    const { limits, sink } = this.#question
    const picker = this.#picker
    if (!picker) return
    picker.feed(chunk)
    if (picker.picked !== undefined) {
      if (!sink.pieces && picker.picked.length > limits.collectBytes)
        return this.#break('too-large', `more than ${limits.collectBytes} characters`)
      sink.whole(Buffer.from(picker.picked))
      this.#finishAndDrain({ kind: 'answered', headers: this.#headers })
    } else if (picker.overflown) this.#break('too-large', `an event exceeded ${limits.answerBytes} bytes`)
    else if (this.#length > limits.streamBytes)
      this.#break('too-large', `the stream exceeded ${limits.streamBytes} bytes`)
  }

  #endCollected(): void {
    const { sink, limits, id } = this.#question
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

  /** After the first piece only a broken connection can tell the client that the answer is not whole. */
  #break(fault: Fault, detail: string): void {
    if (this.#mode === 'pieces') this.#question.sink.pieces?.fail()
    this.#finish({ kind: 'broken', fault, detail })
    this.#stop()
  }

  #finish(outcome: Outcome): void {
    if (this.#mode === 'done') return
    this.#mode = 'done'
    clearTimeout(this.#deadline)
    this.#stopListening?.()
    this.#chunks = []
    this.#picker = undefined
    this.#settle(outcome)
  }

  #finishAndDrain(outcome: Outcome): void {
    this.#finish(outcome)
    setTimeout(() => this.#stop(), this.#question.limits.lingerMs).unref()
  }

  /** Ends the exchange with the MCP server; without effect when it has ended. */
  #stop(): void {
    this.#stopped = new Error('the answer is not wanted any more')
    if (this.#controller && !this.#controller.aborted) this.#controller.abort(this.#stopped)
  }
}

const mediaType = (headers: IncomingHttpHeaders): string | undefined =>
  String(headers['content-type'] ?? '')
    .split(';', 1)[0]
    ?.trim()
    .toLowerCase() || undefined
