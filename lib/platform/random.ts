import { randomBytes, randomInt, randomUUID } from 'node:crypto'

/** Unguessable, URL-safe; 32 bytes are 43 characters. */
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url')

const lower = 'abcdefghijklmnopqrstuvwxyz0123456789'
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

const pick = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')

/** Letters and digits alone, so that a double click takes all of it; 43 characters have 256 bits. */
export const randomWord = (length: number): string => pick(lower + upper.slice(0, 26), length)

/** The random part of a gateway id. */
export const randomLowerId = (length: number): string => pick(lower, length)

/** A target id. */
export const randomUpperId = (length: number): string => pick(upper, length)

/** For rows and changes: a UUID. */
export const newId = (): string => randomUUID()
