import { crc32 } from 'node:zlib'
import { randomLowerId, randomWord } from '../../platform/random.ts'

/** By it scanners for leaked secrets know a key of ours. */
export const keyPrefix = 'postern_'

const idLength = 12
/** 62 letters and digits: 43 of them have 256 bits. */
const secretLength = 43
/** 32 bits to base 36. */
const sumLength = 7
const form = new RegExp(`^(${keyPrefix}([a-z0-9]{${idLength}})_[0-9A-Za-z]{${secretLength}})([0-9a-z]{${sumLength}})$`)

/** The id stands in the key, so that one that was found somewhere can be told and revoked without being tried. */
export function newKeyText(): { keyId: string; text: string } {
  const keyId = randomLowerId(idLength)
  const body = `${keyPrefix}${keyId}_${randomWord(secretLength)}`
  return { keyId, text: body + checksumOf(body) }
}

/** The id in a key; undefined for what no installation of ours has made: a slip of the hand, or of another product. */
export function keyIdIn(text: string): string | undefined {
  const [, body = '', keyId, sum] = form.exec(text) ?? []
  return sum !== undefined && checksumOf(body) === sum ? keyId : undefined
}

/** Against slips alone: it keeps nobody from making up a key that looks right. */
const checksumOf = (body: string): string => crc32(body).toString(36).padStart(sumLength, '0')
