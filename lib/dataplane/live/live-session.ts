import type { Secret } from '../../kernel/secret.ts'
import type { TargetRoute } from '../gateway-view.ts'
import type { EventStream } from '../reply/event-stream.ts'
import type { RpcId } from '../rpc/id.ts'
import type { McpSession } from '../session.ts'
import { QuestionDesk } from './question-desk.ts'

/** Streams of one session that can be taken up again; the oldest is given up first. */
const maxStreams = 64

/** A call that can be called off. */
export interface CallUnderWay {
  cancel(reason: string): void
}

/** A stream of news that a session has open: what upstream sessions tell unasked goes there. */
export interface SessionNews {
  /** Who does not read is dropped. */
  send(message: string): boolean
  /** Something that decides what is listened to has changed. */
  refresh(): void
  /** The client has just called this target, with this token. */
  join(route: TargetRoute, accessToken: Secret | undefined): void
  close(): void
}

/**
 * What one process knows of a session beside what its id says: streams, questions and calls under way. It is all lost with
 * the process, and the session goes on without it.
 */
export class LiveSession {
  readonly session: McpSession
  readonly questions = new QuestionDesk()
  readonly calls = new Map<RpcId, CallUnderWay>()
  /** By the id of the stream, which stands in the ids of its events. */
  readonly streams = new Map<string, EventStream>()
  /** URI → target id. */
  readonly subscriptions = new Map<string, string>()
  /** As `logging/setLevel` set it. */
  logLevel: string | undefined
  news: SessionNews | undefined
  /** Consents whose end the client is told. */
  readonly watched = new Set<string>()
  readonly ended = new AbortController()

  constructor(session: McpSession) {
    this.session = session
  }

  keep(streamId: string, stream: EventStream): void {
    this.streams.set(streamId, stream)
    if (this.streams.size <= maxStreams) return
    const [oldest] = this.streams.keys()
    if (oldest !== undefined) this.streams.delete(oldest)
  }

  close(): void {
    this.ended.abort()
    for (const call of [...this.calls.values()]) call.cancel('The client has ended its session.')
    this.questions.close()
    this.news?.close()
    for (const stream of [...this.streams.values()]) stream.finish()
    this.streams.clear()
  }
}
