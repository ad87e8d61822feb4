import type { AnswerBytes } from '../rpc/prepared-answer.ts'
import type { ContentCoding } from '../rpc/content-coding.ts'

/** Where the answer to one JSON-RPC request goes, and what is to be told before it. Nothing is written after the answer. */
export interface Reply {
  /** Messages can go out before the answer. */
  readonly canStream: boolean
  /** An answer may go out in the coding that its HTTP request takes. */
  readonly canEncode: boolean
  /** A complete JSON-RPC message. Status and headers count where nothing has gone out yet. */
  answer(body: Uint8Array, status?: number, headers?: Readonly<Record<string, string>>): void
  /** One that was made before its request. */
  answerPrepared(bytes: AnswerBytes, coding: ContentCoding | undefined): void
  /** Begins the stream before there is anything to say on it. */
  open(): void
  /** JSON text of a message that precedes the answer. False asks for a pause until `onDrain`. */
  send(message: string): boolean
  onDrain(listener: () => void): void
  /** Calls back once when nobody wants the answer any more; returns the way to stop listening. */
  onGone(listener: () => void): () => void
  /** Ends without an answer: the client has cancelled the request. */
  drop(): void
  /** Lets the client go and come back, where it can (SEP-1699). */
  interrupt(retryMs: number): void
  /** An answer that is passed on while it comes; undefined where it must be one piece. */
  pieces(): Pieces | undefined
}

export interface Pieces {
  begin(): void
  /** False asks for a pause until `onDrain`. */
  write(chunk: Uint8Array): boolean
  onDrain(listener: () => void): void
  end(): void
  /** The answer broke in the middle; the client must not take it for whole. */
  fail(): void
}
