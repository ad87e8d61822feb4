import { expect, test } from 'vitest'
import { createItemReader } from '../../../lib/targets/serving.ts'

test('a catalogue version is parsed once, and another one is not taken for it', () => {
  const read = createItemReader()
  const stored = (id: string, tools: string) => ({ id, tools, prompts: '[]', resources: '[]', resourceTemplates: '[]' })
  const first = read(stored('v1', '[{"name":"a"}]'))
  expect(first.tools).toEqual([{ name: 'a', json: '{"name":"a"}' }])
  expect(read(stored('v1', '[{"name":"a"}]'))).toBe(first)
  expect(read(stored('v2', '[{"name":"b"}]')).tools).toEqual([{ name: 'b', json: '{"name":"b"}' }])
})
