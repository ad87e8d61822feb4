import { PreparedAnswer } from '../rpc/prepared-answer.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import type { Cursors } from './cursors.ts'

/** Fewer items than this come in one answer: many clients read the first page only (agentcore.md k.12). */
export const longestUnpaged = 1_000
/** AgentCore's page. */
const pageLength = 30

export interface PagedList {
  /** The list's member in an answer: `tools`. */
  member: string
  /** Names exactly these entries; cursors of another digest lead nowhere. */
  digest: string
  entries: readonly unknown[]
  /** JSON text of an entry. Asked for once, when its page is first asked for. */
  definition(index: number): string
  /** All in one answer. */
  unpaged: boolean
}

/**
 * Answers of a list by cursor; bytes are made when they are first asked for and kept.
 * @throws RpcRefusal -32602 for what is no cursor of this list
 */
export function createPages(list: PagedList, cursors: Cursors): (cursor: unknown) => PreparedAnswer {
  const { member, digest, entries } = list
  const length = list.unpaged ? Math.max(entries.length, 1) : pageLength
  const pages = Math.max(Math.ceil(entries.length / length), 1)
  const prepared = new Map<number, PreparedAnswer>()

  function prepare(page: number): PreparedAnswer {
    const from = page * length
    const listed = entries.slice(from, from + length).map((_, index) => list.definition(from + index))
    const next = page + 1 < pages ? `,"nextCursor":${JSON.stringify(cursors.seal(digest, page + 1))}` : ''
    const answer = new PreparedAnswer(`{"${member}":[${listed.join(',')}]${next}}`)
    prepared.set(page, answer)
    return answer
  }

  return (cursor) => {
    const page = cursor === undefined ? 0 : cursors.open(digest, cursor)
    if (page === undefined || page >= pages)
      throw new RpcRefusal(
        rpcErrors.invalidParams,
        'params.cursor is not one of this list, or the list has changed since. List again without a cursor.',
      )
    return prepared.get(page) ?? prepare(page)
  }
}
