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

const signed = (signatureId: string, call?: string) => ({ signatureId, signedAt: 0, call })

test('SG-8 a signed request is admitted once, and told how to be sent again', async () => {
  const { guard, noted } = rig()
  await guard.admit(signed('one'))
  await guard.admit(signed('two'))
  await expect(guard.admit(signed('one'))).rejects.toMatchObject({
    code: 'InvalidSignatureException',
    message: expect.stringMatching(/Sign it anew/),
  })
  expect(noted[0]?.ttlMs).toBe(10 * 60_000)
})

test('SG-8 expired names are purged as time passes, not with each request', async () => {
  const { guard, purges, pass } = rig()
  await guard.admit(signed('one'))
  expect(purges()).toBe(0)
  pass(60_000)
  await guard.admit(signed('two'))
  await guard.admit(signed('three'))
  expect(purges()).toBe(1)
})

test('SG-8 equal calls of one second are told apart by their unsigned ids, and only in that second', async () => {
  const { guard, pass } = rig()
  await guard.admit(signed('one', 'first call'))
  await guard.admit(signed('one', 'second call'))
  for (const call of ['first call', 'second call', undefined]) {
    await expect(guard.admit(signed('one', call))).rejects.toMatchObject({ code: 'InvalidSignatureException' })
  }
  pass(3_000)
  await expect(guard.admit(signed('one', 'third call'))).rejects.toMatchObject({ code: 'InvalidSignatureException' })
})
