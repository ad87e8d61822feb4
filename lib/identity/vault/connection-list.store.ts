import type { UserKey } from '../../kernel/principals.ts'

export { connectionKeyHash } from './connection-key.ts'

/** How a connection stands: a row of the vault, a consent that is under way where there is none, or what it once was. */
export type Standing = 'ACTIVE' | 'NEEDS_REAUTH' | 'PENDING' | 'ENDED'

/** What may be told of a connection: nothing here opens anything. Times are milliseconds since 1970. */
export interface ListedConnection {
  keyHash: string
  workloadName: string
  user: UserKey
  providerName: string
  /** Of the key. */
  scopes: string[]
  /** Empty where nothing was granted yet, or is any more. */
  grantedScopes: string[]
  standing: Standing
  /** Why it needs a new sign-in, or why it ended. */
  reason?: string
  refreshable: boolean
  obtainedAt?: number
  /** Of the token; of the consent where it is pending. */
  expiresAt?: number
  lastUsedAt?: number
  /** When the row, the consent or the end came about: what a listing is ordered by. */
  since: number
  /** Ended here, and its tokens still to be ended at the provider. */
  revoking: boolean
}

/** `expiring`: ends within a day, and nothing renews it. */
export const connectionStatuses = ['active', 'expiring', 'needs-sign-in', 'pending', 'revoked'] as const
export type ConnectionStatusWord = (typeof connectionStatuses)[number]

/** How long before its end a connection that cannot be renewed counts as expiring. */
export const expiringMs = 24 * 60 * 60_000

export interface ConnectionFilter {
  /** Exactly these people (userKeyText); together with `whose` either is enough. */
  userTexts?: readonly string[]
  /** Beginning of a subject, an issuer or an opaque user id, in any case. */
  whose?: string
  providerName?: string
  workloadName?: string
  status?: ConnectionStatusWord
}

export interface ConnectionListStore {
  /** Newest first; `after` is the position that the page before gave. */
  list(
    filter: ConnectionFilter,
    page: { after?: string; limit: number },
  ): Promise<{ items: ListedConnection[]; after?: string }>
  /** Whose connections are there, among users whose text begins so. */
  owners(userTextPrefix: string): Promise<UserKey[]>
  /** Moves the last use of each forward; never its version, so that no refresh loses to it. */
  touch(uses: readonly { keyHash: string; at: number }[]): Promise<void>
  /** Forgets what ended longer ago than this, by the database's clock. */
  forgetEnded(ageMs: number): Promise<void>
}
