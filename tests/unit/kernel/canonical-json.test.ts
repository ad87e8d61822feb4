import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../lib/kernel/canonical-json.ts'

test('keeps the value and ignores the order of members', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      expect(JSON.parse(canonicalJson(object))).toEqual(JSON.parse(JSON.stringify(object)))
      const reversed = Object.fromEntries(Object.entries(object).reverse())
      expect(canonicalJson(reversed)).toBe(canonicalJson(object))
    }),
  )
})

test('members without a value are absent', () => {
  expect(canonicalJson({ b: undefined, a: [undefined, { d: 1, c: null }] })).toBe('{"a":[null,{"c":null,"d":1}]}')
})
