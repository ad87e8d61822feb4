import type { ServerResponse } from 'node:http'
import { answerBytes, noStore } from '../rpc/answer.ts'

/** Where the answer of an MCP server goes. */
export interface AnswerSink {
  /** Where there are no pieces: the longest answer that is collected, if another than the usual. */
  wholeUpTo?: number
  /** A complete JSON-RPC answer. */
  whole(body: Uint8Array): void
  /** Calls back once when nobody wants the answer any more; returns the way to stop listening. */
  onGone(listener: () => void): () => void
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

export function clientSink(res: ServerResponse): AnswerSink {
  return {
    whole: (body) => answerBytes(res, 200, body),
    onGone(listener) {
      const onClose = () => {
        if (!res.writableFinished) listener()
      }
      if (res.destroyed) listener()
      else res.once('close', onClose)
      return () => void res.off('close', onClose)
    },
    pieces: {
      begin: () => void res.writeHead(200, { 'content-type': 'application/json', ...noStore }),
      write: (chunk) => res.write(chunk),
      onDrain: (listener) => void res.once('drain', listener),
      end: () => void res.end(),
      fail: () => void res.destroy(),
    },
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
