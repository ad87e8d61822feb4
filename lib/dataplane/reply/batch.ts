import type { ServerResponse } from 'node:http'
import type { Reply } from './reply.ts'
import { HttpReply } from './http-reply.ts'

/** Bytes of all the answers of one batch together. */
const maxBytes = 16 * 1024 * 1024
const tooMuch = Buffer.from(
  '{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"The answers of this batch are longer than 16 MiB together. Send its requests one by one."}}',
)

/** Collects the answers of a batch and sends them as one array, in the order in which they come (JSON-RPC 2.0 §6). */
export class Batch {
  readonly #whole: HttpReply
  readonly #answers: Uint8Array[] = []
  #bytes = 0
  #open = 0

  constructor(res: ServerResponse) {
    this.#whole = new HttpReply(res)
  }

  /** The reply to one of its requests. Nothing precedes an answer here, and an answer comes whole. */
  reply(): Reply {
    this.#open++
    let isDone = false
    const done = (body?: Uint8Array): void => {
      if (isDone) return
      isDone = true
      this.#add(body)
    }
    return {
      canStream: false,
      canEncode: false,
      answer: (body) => done(body),
      answerPrepared: ([shared, own]) => done(Buffer.concat([shared, own])),
      open: () => undefined,
      send: () => true,
      onDrain: (listener) => queueMicrotask(listener),
      onGone: (listener) => this.#whole.onGone(listener),
      drop: () => done(),
      interrupt: () => undefined,
      pieces: () => undefined,
    }
  }

  /** Every message has been taken up. Where nothing wanted an answer there is none. */
  sealed(): void {
    if (this.#open === 0) this.#send()
    else this.#isSealed = true
  }
  #isSealed = false

  #add(body: Uint8Array | undefined): void {
    this.#open--
    if (body) {
      this.#bytes += body.length
      if (this.#bytes <= maxBytes) this.#answers.push(body)
    }
    if (this.#isSealed && this.#open === 0) this.#send()
  }

  #send(): void {
    if (this.#bytes > maxBytes) this.#answers.push(tooMuch)
    if (this.#answers.length === 0) return this.#whole.drop()
    const commas = this.#answers.flatMap((answer, index) => (index === 0 ? [answer] : [Buffer.from(','), answer]))
    this.#whole.answer(Buffer.concat([Buffer.from('['), ...commas, Buffer.from(']')]))
  }
}
