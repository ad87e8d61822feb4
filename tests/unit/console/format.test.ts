import { expect, test } from 'vitest'
import { duration, plural, relativeTime, toDate } from '../../../lib/console/format.ts'

const now = new Date('2026-01-02T12:00:00Z')
const from = (seconds: number) => relativeTime(new Date(now.getTime() + seconds * 1000), now)

test('relative times choose the largest unit that fits', () => {
  expect(from(0)).toBe('just now')
  expect(from(-59)).toBe('just now')
  expect(from(30)).toBe('in a moment')
  expect(from(-60)).toBe('1 minute ago')
  expect(from(-3 * 3600)).toBe('3 hours ago')
  expect(from(-86_400)).toBe('yesterday')
  expect(from(2 * 604_800)).toBe('in 2 weeks')
})

test('durations count down in readable steps and never below zero', () => {
  expect(duration(599_001)).toBe('10 min 00 s')
  expect(duration(65_000)).toBe('1 min 05 s')
  expect(duration(900)).toBe('1 s')
  expect(duration(-5)).toBe('0 s')
  expect(duration(7_800_000)).toBe('2 h 10 min')
})

test('API times are ISO text or seconds since 1970', () => {
  expect(toDate('2026-01-02T12:00:00Z').getTime()).toBe(now.getTime())
  expect(toDate(now.getTime() / 1000).getTime()).toBe(now.getTime())
  expect([plural(1, 'tool'), plural(2, 'tool'), plural(2, 'entry', 'entries')]).toEqual([
    '1 tool',
    '2 tools',
    '2 entries',
  ])
})
