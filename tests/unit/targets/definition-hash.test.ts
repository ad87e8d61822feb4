import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalDefinition, definitionHash } from '../../../lib/targets/approval/definition-hash.ts'
import { compactJson } from '../../../lib/targets/catalogue/json-text.ts'

const shuffled = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(shuffled).join(' , ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).reverse()
  return `{ ${members.map(([name, member]) => `${JSON.stringify(name)} : ${shuffled(member)}`).join(' , ')} }`
}
test('TC-1 the order of members and white space say nothing', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const value: unknown = JSON.parse(json)
      expect(definitionHash(compactJson(shuffled(value)))).toBe(definitionHash(JSON.stringify(value)))
      expect(JSON.parse(canonicalDefinition(JSON.stringify(value)))).toEqual(value)
    }),
  )
})
test('TC-1 so do the order of members at any depth and the way a letter is escaped', () => {
  expect(definitionHash('{"name":"a","inputSchema":{"a":1,"b":[{"d":"\\u0041","c":2}]}}')).toBe(
    definitionHash('{"inputSchema":{"b":[{"c":2,"d":"A"}],"a":1},"name":"a"}'),
  )
})

const whole =
  '{"name":"a","title":"t","description":"d","inputSchema":{"type":"object"},"outputSchema":{},"annotations":{"readOnlyHint":true},"icons":[{"src":"i"}],"_meta":{"m":1}}'
test.each([
  ['a name', '"name":"a"', '"name":"b"'],
  ['a title', '"title":"t"', '"title":"u"'],
  ['a description', '"description":"d"', '"description":"d "'],
  ['an input schema', '{"type":"object"}', '{"type":"object","x":1}'],
  ['an output schema', '"outputSchema":{}', '"outputSchema":{"a":1}'],
  ['an annotation', 'true', 'false'],
  ['an icon', '"src":"i"', '"src":"j"'],
  ['a member of _meta', '"m":1', '"m":2'],
  ['a number that other parsers read otherwise', '"m":1', '"m":1.0'],
  ['a second member of one name, which another parser may take', '"title":"t"', '"title":"u","title":"t"'],
])('TC-1 another text of %s is another hash', (_what, before, after) => {
  expect(whole).toContain(before)
  expect(definitionHash(whole.replace(before, after))).not.toBe(definitionHash(whole))
})
