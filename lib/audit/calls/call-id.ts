import { randomBytes } from 'node:crypto'

/** Nine letters of base 36 hold the milliseconds of the next three thousand years. */
const timeLength = 9
const sequenceLength = 6
const sequenceEnd = 36 ** sequenceLength

/** The least id of this millisecond: every call from then on has a greater one. */
export const firstIdAt = (ms: number): string => Math.max(0, Math.floor(ms)).toString(36).padStart(timeLength, '0')

/**
 * Ids of one process: the time, its own random mark, and a count. They sort by time, so that a new row goes to the end
 * of both of its indices, and drawing randomness for each call is saved.
 */
export function createCallIds(): (ms: number) => string {
  const mark = randomBytes(8).toString('hex')
  let count = 0
  return (ms) => {
    count = (count + 1) % sequenceEnd
    return firstIdAt(ms) + mark + count.toString(36).padStart(sequenceLength, '0')
  }
}
