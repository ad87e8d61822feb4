import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { skimMessage } from '../../../lib/dataplane/upstream/skim-message.ts'

/** What the skimmer is meant to tell of a value. */
const told = (value: unknown): unknown => (typeof value === 'object' && value !== null ? true : value)

describe('HT-2 the outermost members of a message', () => {
  test('are what a parser finds, whatever is inside and however it is spaced', () => {
    const objects = fc.dictionary(fc.string({ maxLength: 20 }), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 8 })
    fc.assert(
      fc.property(objects, fc.constantFrom(undefined, 1, '\t'), (object, space) => {
        const text = JSON.stringify(object, undefined, space)
        const parsed = JSON.parse(text) as Record<string, unknown>
        const expected = Object.entries(parsed).map(([name, value]) => [name, told(value)])
        expect(new Map(Object.entries(skimMessage(text) ?? {}))).toEqual(new Map(expected as [string, unknown][]))
      }),
    )
  })

  test.each(['', '  ', '[]', '[{"id":1}]', '"{}"', '{"id":1', '{"id":"1}', 'x{"id":1}', '{"id":{'])(
    '%j is no object',
    (text) => expect(skimMessage(text)).toBeUndefined(),
  )

  test('of two members of one name the last counts, as for a parser', () => {
    expect(skimMessage('{"id":1,"id":2}')).toMatchObject({ id: 2 })
  })

  test('a name that objects inherit is a member like others', () => {
    expect(Object.keys(skimMessage('{"__proto__":{"id":1},"id":2}') ?? {})).toEqual(['__proto__', 'id'])
  })

  test('a long text is told, not copied', () => {
    expect(skimMessage(JSON.stringify({ result: 'x'.repeat(100_000), id: 1 }))).toMatchObject({ result: true, id: 1 })
  })
})
