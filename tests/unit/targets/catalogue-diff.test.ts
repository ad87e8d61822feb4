import { describe, expect, test } from 'vitest'
import { catalogueHash, diffOf, readStoredTools, storedTools, toolEntry } from '../../../lib/targets/catalogue/tool.ts'

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
    expect(catalogueHash(reordered)).toBe(catalogueHash([tool('a'), tool('b')]))
  })

  test('TC-1 any member of a definition counts', () => {
    const changed = tool('a', '{"name":"a","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}}')
    expect(catalogueHash([changed])).not.toBe(catalogueHash([tool('a')]))
  })

  test('what is stored reads back text for text', () => {
    const tools = [tool('a', '{"name":"a","n":1.0e2}'), tool('b')]
    expect(readStoredTools(storedTools(tools))).toEqual(tools)
    expect(readStoredTools('[]')).toEqual([])
  })

  test('an entry shows titles that are text, and schemas as text', () => {
    const entry = toolEntry(tool('a', '{"name":"a","title":7,"description":"d","inputSchema":{"type":"object"}}'))
    expect(entry).toMatchObject({ description: 'd', inputSchema: '{"type":"object"}' })
    expect(entry).not.toHaveProperty('title')
    expect(entry).not.toHaveProperty('outputSchema')
  })
})
