import type { IncomingHttpHeaders } from 'undici/types/header.js'

/** What became of one message that was sent to an MCP server. */
export type Outcome =
  /** The answer is with the sink, or whoever wanted it has left. */
  | { kind: 'answered'; headers: IncomingHttpHeaders }
  /** A status outside 2xx; `body` is its beginning. */
  | { kind: 'refused'; status: number; headers: IncomingHttpHeaders; body: string }
  | { kind: 'broken'; fault: Fault; detail: string }

export type Fault =
  | 'unreachable'
  | 'no-such-name'
  | 'bad-certificate'
  | 'not-allowed'
  | 'no-answer'
  | 'too-slow'
  | 'broke-off'
  | 'too-large'
  | 'not-mcp'
  | 'no-result'
  | 'wrong-answer'
  | 'handshake'

export const upstreamLimits = {
  /** Bytes of a JSON answer, and characters of one event of a stream (HT-8). */
  answerBytes: 16 * 1024 * 1024,
  /** Bytes of a whole stream of events, most of which are dropped. */
  streamBytes: 64 * 1024 * 1024,
  /** An answer up to this size is collected and goes out in one write (performance.md §10). */
  collectBytes: 64 * 1024,
  /** An answer up to this size is parsed, to see that it answers the question. Larger ones are only looked at. */
  parseBytes: 16 * 1024,
  headersMs: 60_000,
  idleMs: 60_000,
  totalMs: 300_000,
  /** For the one question whether a server wants `initialize`. */
  discoveryMs: 10_000,
  /** A stream that goes on after its answer may end by itself this long, so that its connection can be used again. */
  lingerMs: 1_000,
  /** Requests of the MCP server inside one stream that get an answer. */
  askedBack: 16,
}
export type UpstreamLimits = typeof upstreamLimits
