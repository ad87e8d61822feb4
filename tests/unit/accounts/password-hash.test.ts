import { expect, test } from 'vitest'
import { createPasswordHasher } from '../../../lib/accounts/password-hash.ts'

const hasher = createPasswordHasher()

test('a hash knows its own password alone, in whatever Unicode form it is typed', async () => {
  const hash = await hasher.hash('pa\u00dfwort mit \u00e9')
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
  expect(await hasher.verify('pa\u00dfwort mit e\u0301', hash)).toBe(true)
  expect(await hasher.verify('pa\u00dfwort mit e', hash)).toBe(false)
  expect(await hasher.hash('pa\u00dfwort mit \u00e9')).not.toBe(hash)
})

test('without a hash no password is right', async () => {
  expect(await hasher.verify('', undefined)).toBe(false)
})

test('a flood is refused and does not queue without end', async () => {
  const flood = Array.from({ length: 103 }, () => hasher.verify('x', 'scrypt$2$1$1$AAAA$AAAA').catch((e: unknown) => e))
  const refused = (await Promise.all(flood)).filter(
    (result) => result instanceof Error && /Too many people/.test(result.message),
  )
  expect(refused).toHaveLength(3)
})
