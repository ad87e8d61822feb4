import { expect, test } from 'vitest'
import { nextPause } from '../../../lib/targets/upstream-changed.ts'

test('I9 a server that cries wolf is listened to once a minute at last, and at once again when it was right', () => {
  const pauses = [1_000]
  for (let round = 0; round < 8; round++) pauses.push(nextPause(pauses.at(-1) ?? 0, false))
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
  expect(nextPause(60_000, true)).toBe(1_000)
})
