import type { Secret } from '../../kernel/secret.ts'
import type { UpstreamAddress } from '../upstream/address.ts'
import type { MessageKind, UpstreamLink } from '../upstream/answer-sink.ts'
import type { SessionHolder } from '../upstream/sessions.ts'

/** What is to be heard from a server: the members of a filter of `subscriptions/listen`. */
export interface NewsFilter {
  toolsListChanged?: boolean
  promptsListChanged?: boolean
  resourcesListChanged?: boolean
  resourceSubscriptions?: string[]
}

export interface NewsSubscription {
  update(filter: NewsFilter): void
  close(): void
}

/** What servers tell outside of calls. */
export interface UpstreamNews {
  listen(wish: {
    holder: SessionHolder
    address: UpstreamAddress
    accessToken: Secret | undefined
    filter: NewsFilter
    onMessage(kind: MessageKind, text: string, back: UpstreamLink): void
    /** The server cannot be listened to, or not any more. */
    onEnd(): void
  }): NewsSubscription
}
