import { createHash, timingSafeEqual } from 'node:crypto'

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')

export const sha256Base64url = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** Takes the same time wherever the texts differ, and however long they are. */
export function timingSafeEqualText(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
