import { expect, test } from 'vitest'
import { itemEntries } from '../../../lib/targets/catalogue/item-entry.ts'

test('an entry shows what its author wrote where it is text, and which arguments may be left out', () => {
  const entries = itemEntries({
    tools: [],
    prompts: [{ name: 'p', json: '{"name":"p","title":7,"arguments":[{"name":"a","required":true},{"name":"b"}]}' }],
    resources: [{ uri: 'x:1', json: '{"uri":"x:1","name":"One","description":"d","mimeType":"text/plain"}' }],
    templates: [{ uriTemplate: 'x:{n}', json: '{"uriTemplate":"x:{n}","name":"Any","title":"Every one"}' }],
  })
  expect(entries).toEqual([
    { kind: 'prompt', name: 'p', arguments: ['a', 'b?'], json: expect.stringContaining('"title":7') },
    { kind: 'resource', name: 'x:1', title: 'One', description: 'd', mimeType: 'text/plain', json: expect.any(String) },
    { kind: 'template', name: 'x:{n}', title: 'Every one', json: expect.any(String) },
  ])
})
