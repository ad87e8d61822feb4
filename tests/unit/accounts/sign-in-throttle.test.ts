import { expect, test } from 'vitest'
import { createSignInThrottle } from '../../../lib/accounts/sign-in-throttle.ts'

function throttleAt(start: number) {
  const clock = { ms: start, now: () => clock.ms }
  return { clock, throttle: createSignInThrottle(clock) }
}

test('five wrong passwords are free; then the wait doubles up to a minute', () => {
  const { clock, throttle } = throttleAt(1_000_000)
  const waits: number[] = []
  for (let attempt = 0; attempt < 14; attempt += 1) {
    let waited = 0
    for (;;) {
      try {
        throttle.check('a@x')
        break
      } catch {
        clock.ms += 1_000
        waited += 1
      }
    }
    waits.push(waited)
    throttle.failed('a@x')
  }
  expect(waits).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
})

test('the refusal says when to come back, and other addresses are free', () => {
  const { throttle } = throttleAt(1_000_000)
  for (let count = 0; count < 7; count += 1) throttle.failed('a@x')
  expect(() => throttle.check('a@x')).toThrow('Try again in 4 seconds.')
  expect(() => throttle.check('b@x')).not.toThrow()
})

test('a right password and a quarter of an hour make it forget', () => {
  const { clock, throttle } = throttleAt(1_000_000)
  for (let count = 0; count < 20; count += 1) throttle.failed('a@x')
  throttle.succeeded('a@x')
  expect(() => throttle.check('a@x')).not.toThrow()
  for (let count = 0; count < 20; count += 1) throttle.failed('a@x')
  clock.ms += 15 * 60_000
  throttle.failed('a@x')
  expect(() => throttle.check('a@x')).not.toThrow()
})
