import type { Era } from '../wire/index.ts'
import type { Outcome } from './outcome.ts'

/** What a server sends unasked: it wants an answer, or none. */
export type MessageKind = 'notification' | 'request'

/** The way to the server of a call that is under way. */
export interface UpstreamLink {
  readonly era: Era
  /** Posts an answer or a notification into the call's session there, with the call's credential. */
  send(text: string): Promise<Outcome>
  /** A state, not a count: while somebody is being asked, the server's silence is no fault. */
  waitsForPerson(waits: boolean): void
  /** Ends the call as `cancelled`, and tells a server that has to be told. Without effect when the call has ended. */
  abandon(reason: string): void
}

/** Where the answer of an MCP server goes. */
export interface AnswerSink {
  /** Where there are no pieces: the longest answer that is collected, if another than the usual. */
  wholeUpTo?: number
  /** A complete JSON-RPC answer. */
  whole(body: Uint8Array): void
  /** Calls back once when nobody wants the answer any more; returns the way to stop listening. */
  onGone(listener: () => void): () => void
  /** The server answers by a stream; called once, before any of its messages. */
  streams?(): void
  /**
   * What the server sends in the middle of the call, in order, each one JSON-RPC message as the server wrote it. `ping` is
   * answered before. False asks for a pause until `onDrain`. Absent: notifications are dropped, requests refused.
   */
  message?(kind: MessageKind, text: string, back: UpstreamLink): boolean
  onDrain?(listener: () => void): void
  /** The server ended its stream early; it is taken up again after so long (SEP-1699). */
  interrupted?(retryMs: number): void
  /** Absent where an answer that does not fit in one piece is of no use. */
  pieces?: {
    begin(): void
    /** False asks for a pause until `onDrain`. */
    write(chunk: Uint8Array): boolean
    onDrain(listener: () => void): void
    end(): void
    /** The answer broke in the middle; the client must not take it for whole. */
    fail(): void
  }
}

/** For our own questions to an MCP server. */
export function memorySink(): AnswerSink & { body: Uint8Array | undefined } {
  const sink: AnswerSink & { body: Uint8Array | undefined } = {
    body: undefined,
    whole(body) {
      sink.body = body
    },
    onGone: () => () => undefined,
  }
  return sink
}

/** For what is told and not asked. */
export const silentSink: AnswerSink = { whole: () => undefined, onGone: () => () => undefined }
