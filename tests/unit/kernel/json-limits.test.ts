import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exceedsJsonLimits, maxDepth, maxKeys } from '../../../lib/kernel/json-limits.ts'

const check = (text: string) => exceedsJsonLimits(Buffer.from(text))
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const members = (count: number) => `{${Array.from({ length: count }, (_, index) => `"${index}":0`).join(',')}}`

describe('HT-2 limits counted on bytes', () => {
  test('depth', () => {
    expect(check(nested(maxDepth))).toBeUndefined()
    expect(check(nested(maxDepth + 1))).toContain('deeper')
    expect(check('{"a":'.repeat(maxDepth + 1))).toContain('deeper')
  })

  test('members', () => {
    expect(check(members(maxKeys))).toBeUndefined()
    expect(check(members(maxKeys + 1))).toContain('members')
  })

  test('structure inside texts does not count, whatever is escaped before it', () => {
    const text = JSON.stringify({ a: `${'['.repeat(200)}"\\${'{'.repeat(200)}`, b: ':'.repeat(20_000) })
    expect(check(text)).toBeUndefined()
    expect(check('["\\\\",' + '['.repeat(70))).toContain('deeper')
  })

  test('it agrees with the parser on any document', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        expect(check('['.repeat(60) + text)?.includes('deeper') ?? false).toBe(depthOf(JSON.parse(text)) > 4)
      }),
    )
  })
})
