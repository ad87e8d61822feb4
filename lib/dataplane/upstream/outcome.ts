import type { AnswerHeaders } from './answer-headers.ts'

/** What became of one message that was sent to an MCP server. */
export type Outcome =
  /** The answer is with the sink. */
  | { kind: 'answered'; headers: AnswerHeaders }
  /** Nobody wants the answer any more: who asked has left, or called it off. */
  | { kind: 'cancelled' }
  /** A status outside 2xx; `body` is its beginning. */
  | { kind: 'refused'; status: number; headers: AnswerHeaders; body: string }
  /** `words` say it to the caller where those of the fault are not enough: ours, with numbers of ours. */
  | { kind: 'broken'; fault: Fault; detail: string; words?: string }

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
  /** Nothing came for a while, and a second question was not answered either. */
  | 'silent'
  /** It failed so often that it was not asked. */
  | 'breaker-open'

export const upstreamLimits = {
  /** Bytes of a JSON answer, and of one event of a stream, where the target says nothing else (HT-8). */
  answerBytes: 16 * 1024 * 1024,
  /** Bytes of all streams of events of one call. */
  streamBytes: 64 * 1024 * 1024,
  /** Events of one call, most of which are notifications. */
  streamEvents: 100_000,
  /** An answer up to this size is collected and goes out in one write (performance.md §10). */
  collectBytes: 64 * 1024,
  /** An answer up to this size is parsed, to see that it answers the question. Larger ones are only looked at. */
  parseBytes: 16 * 1024,
  /** No byte for so long: a call's server is asked whether it lives; other exchanges end. */
  silenceMs: 60_000,
  /** For the answer to that. */
  probeMs: 10_000,
  /** A call in all: people are slow. */
  totalMs: 900_000,
  /** For the one question whether a server wants `initialize`. */
  discoveryMs: 10_000,
  /** A stream that goes on after its answer may end by itself this long, so that its connection can be used again. */
  lingerMs: 1_000,
  /** Requests of the MCP server inside one call that are heard at all. */
  askedBack: 1_000,
  /** How many of them are answered by us at the same time. */
  answeringAtOnce: 16,
  /** Sessions kept at MCP servers; the one unused longest is ended. */
  keptSessions: 20_000,
  /** Wait before a stream that ended early is taken up again, where the server names none; and the bounds of what it names. */
  resumeMs: 1_000,
  resumeLeastMs: 50,
  resumeMostMs: 30_000,
  /** Times in a row that a stream is taken up again without a new event. */
  resumes: 10,
}
export type UpstreamLimits = typeof upstreamLimits
