import type { ContentCoding } from '../rpc/content-coding.ts'
import type { RpcId } from '../rpc/id.ts'
import { isObject } from '../rpc/message.ts'
import type { AnswerBytes } from '../rpc/prepared-answer.ts'
import { replaceId } from '../rpc/replace-id.ts'
import { notificationText, readServerMessage } from '../rpc/server-message.ts'
import { answerError } from './answer.ts'
import type { Pieces, Reply } from './reply.ts'

/** The longest answer that is kept for a client which is away, asking its person. */
const maxKept = 1024 * 1024

/** A request of the client: where its answer goes, and the names under which it hears of it. */
export interface Asking {
  reply: Reply
  id: RpcId
  progressToken: unknown
}

/**
 * The reply to a call whose client goes away with a question and comes back with another request. What the server sends
 * is under the first request's id and progress token, and is told under those of the one that waits now.
 */
export class ParkableReply implements Reply {
  readonly #first: Asking
  #now: Asking | undefined
  #stopListening: () => void = () => undefined
  readonly #goneListeners = new Set<() => void>()
  #kept: Uint8Array | undefined

  constructor(asking: Asking) {
    this.#first = asking
    this.#attach(asking)
  }

  /** A client waits for an answer. */
  get isAwaited(): boolean {
    return this.#now !== undefined
  }

  /** There is an answer, and the client has not come back for it yet. */
  get isKept(): boolean {
    return this.#kept !== undefined
  }

  readonly canEncode = false

  get canStream(): boolean {
    return this.#now?.reply.canStream ?? false
  }

  /** Answers the request that waits now, and not the call. */
  park(answer: (asking: Asking) => void): void {
    const asking = this.#detach()
    if (asking) answer(asking)
  }

  /** A client comes back. What came meanwhile goes out at once. */
  resume(asking: Asking): void {
    this.park(({ reply, id }) =>
      answerError(reply, id, {
        code: -32602,
        message: 'Another request with this requestState has taken the call up.',
      }),
    )
    this.#attach(asking)
    const kept = this.#kept
    this.#kept = undefined
    if (kept) this.answer(kept)
  }

  answer(body: Uint8Array, status?: number, headers?: Readonly<Record<string, string>>): void {
    const asking = this.#detach()
    if (asking) asking.reply.answer(this.#renamed(body, asking.id), status, headers)
    else this.#kept = body.length <= maxKept ? body : tooLong(this.#first.id)
  }

  answerPrepared([shared, own]: AnswerBytes, coding: ContentCoding | undefined): void {
    this.#detach()?.reply.answerPrepared([shared, own], coding)
  }

  open(): void {
    this.#now?.reply.open()
  }

  send(message: string): boolean {
    if (!this.#now) return true
    const told = this.#retold(message, this.#now)
    return told === undefined || this.#now.reply.send(told)
  }

  onDrain(listener: () => void): void {
    if (this.#now) this.#now.reply.onDrain(listener)
    else queueMicrotask(listener)
  }

  onGone(listener: () => void): () => void {
    this.#goneListeners.add(listener)
    return () => void this.#goneListeners.delete(listener)
  }

  /** Nobody will come back. */
  give(): void {
    for (const listener of [...this.#goneListeners]) listener()
  }

  drop(): void {
    this.#detach()?.reply.drop()
  }

  interrupt(): void {
    // Clients that can be parked know no coming back to a stream.
  }

  pieces(): Pieces | undefined {
    return this.#now === this.#first ? this.#first.reply.pieces() : undefined
  }

  #attach(asking: Asking): void {
    this.#now = asking
    this.#stopListening = asking.reply.onGone(() => this.give())
  }

  #detach(): Asking | undefined {
    const asking = this.#now
    this.#now = undefined
    this.#stopListening()
    this.#stopListening = () => undefined
    return asking
  }

  #renamed(body: Uint8Array, id: RpcId): Uint8Array {
    if (id === this.#first.id) return body
    return replaceId(body, id) ?? reread(body, id)
  }

  #retold(message: string, { progressToken }: Asking): string | undefined {
    const token = this.#first.progressToken
    if (progressToken === token || !message.includes('notifications/progress')) return message
    const read = readServerMessage(message)
    if (read?.method !== 'notifications/progress' || read.params?.progressToken !== token) return message
    return progressToken === undefined ? undefined : notificationText(read.method, { ...read.params, progressToken })
  }
}

function reread(body: Uint8Array, id: RpcId): Uint8Array {
  const message: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
  return Buffer.from(JSON.stringify(isObject(message) ? { ...message, id } : message))
}

const tooLong = (id: RpcId): Uint8Array => {
  const message = 'The answer came while you were away and was longer than the 1 MiB that is kept. Call again.'
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32603, message } }))
}
