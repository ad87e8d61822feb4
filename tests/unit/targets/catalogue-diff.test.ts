import { describe, expect, test } from 'vitest'
import { catalogueHash, itemsDiff, readStoredItems, storedItems } from '../../../lib/targets/catalogue/items.ts'
import { diffOf, toolEntry } from '../../../lib/targets/catalogue/tool.ts'

const items = (more: Partial<Parameters<typeof catalogueHash>[0]> = {}) => ({
  ...{ tools: [], prompts: [], resources: [], templates: [] },
  ...more,
})
const tool = (name: string, json = `{"name":"${name}","inputSchema":{"type":"object"}}`) => ({ name, json })

describe('catalogue versions', () => {
  test('a diff names what came, went and changed', () => {
    const before = [tool('a'), tool('b'), tool('c')]
    const after = [tool('c'), tool('d'), tool('b', '{"name":"b","description":"new","inputSchema":{"type":"object"}}')]
    expect(diffOf(before, after)).toEqual({ added: ['d'], removed: ['a'], changed: ['b'] })
  })

  test('the order of members, of tools and white space change nothing', () => {
    const reordered = [tool('b'), tool('a', '{ "inputSchema": {"type":"object"}, "name": "a" }')]
    expect(diffOf([tool('a'), tool('b')], reordered)).toEqual({ added: [], removed: [], changed: [] })
    expect(catalogueHash(items({ tools: reordered }))).toBe(catalogueHash(items({ tools: [tool('a'), tool('b')] })))
  })

  test('TC-1 any member of a definition counts', () => {
    const changed = tool('a', '{"name":"a","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}}')
    expect(catalogueHash(items({ tools: [changed] }))).not.toBe(catalogueHash(items({ tools: [tool('a')] })))
  })

  test('what is stored reads back text for text', () => {
    const listed = items({
      tools: [tool('a', '{"name":"a","n":1.0e2}'), tool('b')],
      prompts: [{ name: 'p', json: '{"name":"p","z":1,"a":2}' }],
      resources: [{ uri: 'file:///a,b', json: '{"uri":"file:///a,b","size":1.0}' }],
      templates: [{ uriTemplate: 'file:///{x}', json: '{"uriTemplate":"file:///{x}"}' }],
    })
    expect(readStoredItems(storedItems(listed))).toEqual(listed)
    expect(readStoredItems(storedItems(items()))).toEqual(items())
  })

  test('TC-1 a prompt or a resource that says something else makes another catalogue, and the diff names it', () => {
    const prompt = (text: string) => ({ name: 'p', json: `{"name":"p","description":"${text}"}` })
    const before = items({ prompts: [prompt('old')], resources: [{ uri: 'r:1', json: '{"uri":"r:1"}' }] })
    const after = items({ prompts: [prompt('new')], resources: [{ uri: 'r:2', json: '{"uri":"r:2"}' }] })
    expect(catalogueHash(after)).not.toBe(catalogueHash(before))
    expect(itemsDiff(before, after)).toEqual({
      ...{ added: [], removed: [], changed: [] },
      prompts: { added: [], removed: [], changed: ['p'] },
      resources: { added: ['r:2'], removed: ['r:1'], changed: [] },
    })
    expect(itemsDiff(before, before)).toEqual({ added: [], removed: [], changed: [] })
  })

  test('an entry shows titles that are text, and schemas as text', () => {
    const entry = toolEntry(tool('a', '{"name":"a","title":7,"description":"d","inputSchema":{"type":"object"}}'))
    expect(entry).toMatchObject({ description: 'd', inputSchema: '{"type":"object"}' })
    expect(entry).not.toHaveProperty('title')
    expect(entry).not.toHaveProperty('outputSchema')
  })
})
