import { expect, test } from 'vitest'
import { prepareToolList, toolListTail } from '../../../lib/dataplane/tool-list.ts'

const definition = {
  name: 'read',
  title: 'Read',
  description: 'Reads "a" note 🦊',
  inputSchema: { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', $defs: { a: { anyOf: [] } } },
  outputSchema: { type: 'object' },
  annotations: { readOnlyHint: true },
  icons: [{ src: 'https://example.com/i.png' }],
  execution: { taskSupport: 'optional' },
  _meta: { vendor: [1, null] },
}
const target = {
  targetId: 'A000000000',
  name: 'notes',
  rowVersion: 1,
  endpoint: 'https://mcp.example.com',
  tools: [{ name: 'read', json: JSON.stringify(definition) }],
  catalogueVersionId: 'v1',
}

test('mcp.md 1.4 a tool keeps every member; only its name gets the target in front', () => {
  for (const id of ['a "b" 🦊', 7, '', 0]) {
    const answer: unknown = JSON.parse(prepareToolList([target]).toString('utf8') + toolListTail(id))
    expect(answer).toEqual({ jsonrpc: '2.0', result: { tools: [{ ...definition, name: 'notes___read' }] }, id })
  }
})

test('no target, no tool', () => {
  expect(JSON.parse(prepareToolList([]).toString('utf8') + toolListTail(1))).toEqual({
    jsonrpc: '2.0',
    result: { tools: [] },
    id: 1,
  })
})
