import { z } from 'zod'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import { openText, sealText } from '../../platform/crypto/sealed-text.ts'

/** A place in a list; `catalogue` is the digest of what was listed, its gateway and its naming included. */
const placeSchema = z.object({ catalogue: z.string(), page: z.number().int() })

const purpose = 'tool-list-cursor'
const longest = 512

/** Cursors are sealed: any process reads them, nobody makes one, and one of another catalogue leads nowhere. */
export interface Cursors {
  seal(catalogue: string, page: number): string
  /** Undefined for whatever is not a cursor of this very catalogue. */
  open(catalogue: string, cursor: unknown): number | undefined
}

export function createCursors(keyring: Keyring): Cursors {
  return {
    seal: (catalogue, page) => sealText(keyring, purpose, JSON.stringify({ catalogue, page })),
    open(catalogue, cursor) {
      const text =
        typeof cursor === 'string' && cursor.length <= longest ? openText(keyring, purpose, cursor) : undefined
      const place = text === undefined ? undefined : placeSchema.parse(JSON.parse(text))
      return place?.catalogue === catalogue ? place.page : undefined
    },
  }
}
