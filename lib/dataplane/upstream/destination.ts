import type { Secret } from '../../kernel/secret.ts'
import type { RpcId } from '../rpc/id.ts'
import type { Era } from '../wire/index.ts'
import type { UpstreamAddress } from './address.ts'
import type { AnswerSink, UpstreamLink } from './answer-sink.ts'
import type { Outcome } from './outcome.ts'

/** Where to, and as whom. */
export interface Destination {
  address: UpstreamAddress
  accessToken: Secret | undefined
  /** What was agreed on there; undefined for `initialize` itself. */
  session: AgreedSession | undefined
}

export interface AgreedSession {
  era: Era
  revision: string
  id: string | undefined
  /** How often each id is under way there, where ids name calls. */
  inFlight?: Map<RpcId, number>
}

export interface PostMessage {
  /** Undefined for a notification or a response. */
  id?: RpcId
  text: string
  /** Parts of the message that the server's revision wants repeated. */
  headers?: Record<string, string>
}

/** Sends one JSON-RPC message to an MCP server by streamable HTTP. Redirects are not followed (OC-18). */
export type Post = (
  destination: Destination,
  message: PostMessage,
  sink: AnswerSink,
  options?: CallOptions,
) => Promise<Outcome>

/** What sets a relayed call apart from our own questions. */
export interface CallOptions {
  /** Bytes of an answer and of one event, if not the usual. */
  answerBytes: number | undefined
  /** Who is given the way to the server when the call is under way. */
  onLink: { onLink?(link: UpstreamLink): void } | undefined
  /** Whether the server lives; asked when it has been silent. */
  probe(destination: Destination): Promise<boolean>
}
