import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineDiff } from '../../../lib/kernel/line-diff.ts'

const textOf = (lines: ReturnType<typeof lineDiff>, without: 'added' | 'removed') =>
  lines
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('\n')

test('a difference holds both texts, whole and in order', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '')).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after)
      expect(textOf(lines, 'added')).toBe(before)
      expect(textOf(lines, 'removed')).toBe(after)
    }),
  )
})
test('lines that stayed are not told as changed', () => {
  expect(lineDiff('a\nb\nc\nd', 'a\nx\nc\nd').map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    ...['same a', 'removed b', 'added x', 'same c', 'same d'],
  ])
})
test('two long texts without anything in common are told apart without comparing each line with each', () => {
  const lines = lineDiff('a\n'.repeat(20_000), 'b\n'.repeat(20_000))
  expect(lines).toHaveLength(40_001)
})
