import { expect, test } from 'vitest'
import { watchConsent } from '../../../lib/dataplane/methods/consent/watch-consent.ts'

type End = 'done' | 'ended' | 'waiting'
const watch = async (end: End, signal = new AbortController().signal) => {
  let told = 0
  const waits: unknown[] = []
  const settled = (id: string, options: { timeoutMs: number }) => {
    waits.push([id, options.timeoutMs])
    return Promise.resolve(end)
  }
  watchConsent(
    { authorizations: { settled } },
    { elicitationId: 'e', expiresAt: 5_000, now: 2_000, signal },
    () => told++,
  )
  await new Promise((resolve) => setImmediate(resolve))
  expect(waits).toEqual([['e', 63_000]])
  return told
}

test('the session that was asked is told once, when the person has finished', async () => {
  expect(await watch('done')).toBe(1)
})

test.each<End>(['ended', 'waiting'])('it is told nothing where it was %s', async (end) => {
  expect(await watch(end)).toBe(0)
})

test('nor when it has gone meanwhile', async () => {
  expect(await watch('done', AbortSignal.abort())).toBe(0)
})
