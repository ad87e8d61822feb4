import { createHash } from 'node:crypto'
import { invalidField } from '../kernel/domain-error.ts'

/** Seals a short text so that only we can read or make it. */
export interface TextSeal {
  seal(payload: string): string
  open(sealed: string): string | undefined
}

export interface Page {
  limit: number
  after?: string
}

/** What a listing is about. A token is good for the listing that it was made for, and for no other. */
export interface Listing {
  operation: string
  filters?: readonly (string | undefined)[]
  defaultLimit: number
}

export interface PageTokens {
  /** Reads one page; `after` is the room's own position and leaves the house sealed. */
  page<T>(
    listing: Listing,
    input: { maxResults?: number; nextToken?: string },
    read: (page: Page) => Promise<{ items: T[]; after?: string }>,
  ): Promise<{ items: T[]; nextToken?: string }>
}

export function createPageTokens(seal: TextSeal): PageTokens {
  return {
    async page(listing, input, read) {
      const mark = markOf(listing)
      const after = input.nextToken === undefined ? undefined : positionIn(seal.open(input.nextToken), mark)
      const { items, after: last } = await read({ limit: input.maxResults ?? listing.defaultLimit, after })
      return { items, ...(last !== undefined && { nextToken: seal.seal(mark + last) }) }
    },
  }
}

const markLength = 43
const markOf = ({ operation, filters = [] }: Listing): string =>
  createHash('sha256')
    .update(JSON.stringify([operation, ...filters]))
    .digest('base64url')

function positionIn(opened: string | undefined, mark: string): string {
  if (opened?.slice(0, markLength) === mark) return opened.slice(markLength)
  throw invalidField('nextToken', 'This token was not made for this list. Start again without nextToken.')
}
