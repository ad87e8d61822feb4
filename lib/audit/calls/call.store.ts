import type { CallerKind, CallOutcome } from '../../contracts/tool-calls.ts'

/**
 * One relayed call. It has no argument, no result and no token (I1). `at` is in ms since 1970 by this process's clock;
 * `caller` tells a principal by its label, `client` is the name that the client gives itself: any text.
 */
export interface CallRecord {
  at: number
  durationMs: number
  gatewayId: string
  targetId: string
  method: string
  name: string
  caller: string
  callerKind: CallerKind
  client: string
  outcome: CallOutcome
  requestId: string
}

/** `id` begins with the time (`call-id.ts`): order and age are read from it. */
export type StoredCall = CallRecord & { id: string }

export interface CallQuery {
  gatewayId: string
  targetId?: string
  caller?: string
  outcome?: CallOutcome
  /** Calls from this id on … */
  from?: string
  /** … and older than this one. */
  before?: string
  limit: number
}

export interface CallStore {
  /** All or nothing, in one statement. Rows whose id is there already are left as they are, so it may be sent again. */
  append(rows: readonly StoredCall[]): Promise<void>
  /**
   * Newest first. Looks at a bounded number of rows: `after` says that older ones are left to look at, even where the
   * page is not full.
   */
  list(query: CallQuery): Promise<{ items: StoredCall[]; after?: string }>
  /** Erases at most `limit` rows older than this id; returns how many. */
  prune(olderThan: string, limit: number): Promise<number>
}
