import type { Exchange } from '../../exchange.ts'
import type { Reply } from '../../reply/reply.ts'
import type { RpcId } from '../../rpc/id.ts'
import type { UpstreamLink } from '../../upstream/answer-sink.ts'
import type { CallConversation } from './conversation.ts'
import type { CallOptions } from './call-options.ts'
import type { CallSubject } from './subject.ts'
import type { Talk } from './talk.ts'

/** One relayed request on its way, with all that was worked out about it. */
export interface Call {
  readonly exchange: Exchange
  readonly id: RpcId
  readonly subject: CallSubject
  readonly options: CallOptions
  readonly conversation: CallConversation
  /** Outlives the exchange where a question parks the call. */
  reply: Reply
  /** The way to the server, while it works on the call. */
  link: UpstreamLink | undefined
  /** The client called it off. */
  isCancelled: boolean
  /** What a server of the newer era asked instead of answering; to be put to a client of the older era. */
  question: Record<string, unknown> | undefined
  /** How what the server says before its answer reaches the client; made when there is something. */
  talk(): Talk
}
