import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compactJson, depthOf, elementTexts, memberTexts } from '../../../lib/targets/catalogue/json-text.ts'

describe('the text of JSON', () => {
  test('compacting keeps the value and leaves no white space between tokens', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(JSON.parse(compactJson(text))).toEqual(JSON.parse(text))
        expect(compactJson(text)).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })

  test('the pieces of arrays and objects are the texts of their values', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()), (array, object) => {
        expect(elementTexts(JSON.stringify(array))).toEqual(array.map((value) => JSON.stringify(value)))
        const members = Object.entries(object).map(([key, value]) => [key, JSON.stringify(value)])
        expect([...memberTexts(JSON.stringify(object))]).toEqual(members)
      }),
    )
  })

  test('spellings of numbers and escapes stay the author’s own', () => {
    expect(elementTexts(compactJson('[ 1.0e2 , 12345678901234567890 , "\\u0061, ]" ]'))).toEqual([
      '1.0e2',
      '12345678901234567890',
      '"\\u0061, ]"',
    ])
  })

  test('depth counts brackets outside strings, on any text', () => {
    expect(depthOf('{"a":[{"b":"[[["}]}')).toBe(3)
    expect(depthOf('['.repeat(200_000))).toBe(200_000)
    expect(depthOf('not json at all')).toBe(0)
  })
})
