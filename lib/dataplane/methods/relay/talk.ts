import type { Exchange } from '../../exchange.ts'
import type { Reply } from '../../reply/reply.ts'
import type { ServingTarget } from '../../rooms.ts'
import type { MessageKind, UpstreamLink } from '../../upstream/answer-sink.ts'

/** How what a server says in the middle of a call reaches this client. */
export interface Talk {
  /** One JSON-RPC message as the server wrote it. False asks for a pause. */
  message(kind: MessageKind, text: string, back: UpstreamLink): boolean
  /** The call is over: what was asked need not be answered any more. */
  over(): void
}

/** Between whom: a client, by the way that leads to it now, and the server of a target. */
export interface Between {
  exchange: Exchange
  reply: Pick<Reply, 'canStream' | 'send'>
  target: ServingTarget
}
