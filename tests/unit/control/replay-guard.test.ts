import { expect, test } from 'vitest'
import { createReplayGuard } from '../../../lib/control/replay/replay-guard.ts'

function rig() {
  const noted: { id: string; ttlMs: number }[] = []
  let purges = 0
  let now = 0
  const guard = createReplayGuard(
    {
      remember(id, ttlMs) {
        const first = !noted.some((one) => one.id === id)
        noted.push({ id, ttlMs })
        return Promise.resolve(first)
      },
      purge: () => Promise.resolve(++purges),
    },
    { now: () => now },
  )
  return { guard, noted, purges: () => purges, pass: (ms: number) => (now += ms) }
}

test('SG-8 a signed request is admitted once, and told how to be sent again', async () => {
  const { guard, noted } = rig()
  await guard.admit('one')
  await guard.admit('two')
  await expect(guard.admit('one')).rejects.toMatchObject({
    code: 'InvalidSignatureException',
    message: expect.stringMatching(/Sign it anew/),
  })
  expect(noted[0]?.ttlMs).toBe(10 * 60_000)
})

test('SG-8 expired names are purged as time passes, not with each request', async () => {
  const { guard, purges, pass } = rig()
  await guard.admit('one')
  expect(purges()).toBe(0)
  pass(60_000)
  await guard.admit('two')
  await guard.admit('three')
  expect(purges()).toBe(1)
})
