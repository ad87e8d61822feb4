import { hash, timingSafeEqual } from 'node:crypto'

// The one-shot form costs half of a Hash object, and callers of the data plane pay it per request.
export const sha256Hex = (text: string): string => hash('sha256', text, 'hex')

export const sha256Base64url = (text: string): string => hash('sha256', text, 'base64url')

/** Takes the same time wherever the texts differ, and however long they are. */
export function timingSafeEqualText(left: string, right: string): boolean {
  const digest = (text: string): Buffer => hash('sha256', text, 'buffer')
  return timingSafeEqual(digest(left), digest(right))
}
