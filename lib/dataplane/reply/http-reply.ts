import type { ServerResponse } from 'node:http'
import type { ContentCoding } from '../rpc/content-coding.ts'
import type { AnswerBytes } from '../rpc/prepared-answer.ts'
import type { EventStream } from './event-stream.ts'
import type { Pieces, Reply } from './reply.ts'

const json = 'application/json'
/** What one person is told is never kept by a cache on the way. */
const noStore = 'no-store'

/** The reply to the only request of a POST: one JSON body, or a stream where there is something to say before it. */
export class HttpReply implements Reply {
  readonly #res: ServerResponse
  readonly #openStream: (() => EventStream) | undefined
  #stream: EventStream | undefined
  #pieces: Pieces | undefined

  constructor(res: ServerResponse, openStream?: () => EventStream) {
    this.#res = res
    this.#openStream = openStream
  }

  readonly canEncode = true

  get canStream(): boolean {
    return this.#openStream !== undefined
  }

  answer(body: Uint8Array, status = 200, headers?: Readonly<Record<string, string>>): void {
    if (this.#stream) return this.#stream.finish(body)
    if (this.#isOver()) return
    this.#res.writeHead(status, {
      'content-type': json,
      'content-length': body.length,
      'cache-control': noStore,
      ...headers,
    })
    this.#res.end(body)
  }

  answerPrepared([shared, own]: AnswerBytes, coding: ContentCoding | undefined): void {
    if (this.#isOver()) return
    this.#res.writeHead(200, {
      'content-type': json,
      'content-length': shared.length + own.length,
      vary: 'accept-encoding',
      ...(coding && { 'content-encoding': coding }),
      'cache-control': noStore,
    })
    this.#res.cork()
    this.#res.write(shared)
    this.#res.end(own)
  }

  open(): void {
    if (!this.#stream && !this.#isOver()) this.#stream = this.#openStream?.()
  }

  send(message: string): boolean {
    this.open()
    return this.#stream?.send(message) ?? true
  }

  onDrain(listener: () => void): void {
    if (this.#stream) this.#stream.onDrain(listener)
    else queueMicrotask(listener)
  }

  /** Listens to the connection until there is a stream, which may outlive it. */
  onGone(listener: () => void): () => void {
    const res = this.#res
    if (res.destroyed && !this.#stream) queueMicrotask(listener)
    let stop = (): void => undefined
    const onClose = (): void => {
      if (!this.#stream) {
        if (!res.writableFinished) listener()
      } else if (this.#stream.isGone) listener()
      else stop = this.#stream.onGone(listener)
    }
    if (this.#stream) stop = this.#stream.onGone(listener)
    else {
      res.once('close', onClose)
      stop = () => void res.off('close', onClose)
    }
    return () => stop()
  }

  drop(): void {
    if (this.#stream) return this.#stream.finish()
    if (!this.#isOver()) this.#res.writeHead(202).end()
  }

  interrupt(retryMs: number): void {
    this.#stream?.interrupt(retryMs)
  }

  pieces(): Pieces | undefined {
    if (this.#stream) return undefined
    return (this.#pieces ??= new HttpPieces(this.#res))
  }

  #isOver(): boolean {
    return this.#res.headersSent || this.#res.destroyed
  }
}

/** A JSON body that goes out while it comes in. */
class HttpPieces implements Pieces {
  readonly #res: ServerResponse

  constructor(res: ServerResponse) {
    this.#res = res
  }

  begin(): void {
    this.#res.writeHead(200, { 'content-type': json, 'cache-control': noStore })
  }

  write(chunk: Uint8Array): boolean {
    return this.#res.write(chunk)
  }

  onDrain(listener: () => void): void {
    this.#res.once('drain', listener)
  }

  end(): void {
    this.#res.end()
  }

  fail(): void {
    this.#res.destroy()
  }
}
