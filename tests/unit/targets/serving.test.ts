import { expect, test } from 'vitest'
import { createToolReader } from '../../../lib/targets/serving.ts'

test('a catalogue version is parsed once, and another one is not taken for it', () => {
  const read = createToolReader()
  const first = read({ id: 'v1', tools: '[{"name":"a"}]' })
  expect(first).toEqual([{ name: 'a', json: '{"name":"a"}' }])
  expect(read({ id: 'v1', tools: '[{"name":"a"}]' })).toBe(first)
  expect(read({ id: 'v2', tools: '[{"name":"b"}]' })).toEqual([{ name: 'b', json: '{"name":"b"}' }])
})
