import { expect, test } from 'vitest'
import { decodeHeaderText, encodeHeaderText } from '../../../lib/dataplane/wire/rev-2026-07-28/header-text.ts'
import { parameterHeadersOf } from '../../../lib/dataplane/wire/rev-2026-07-28/parameter-header.ts'

test.each(['plain', 'a "b", c', 'süd 🦊', ' edges ', '', 'a\nb', '=?base64?YQ==?='])(
  'mcp.md 1.1 %j comes back',
  (text) => {
    const value = encodeHeaderText(text)
    expect(value).toMatch(/^[\x20-\x7e]+$/)
    expect(decodeHeaderText(value)).toBe(text)
  },
)

test.each(['=?base64?%?=', '=?base64?YQ?=', '=?base64?/w==?='])('%s is not encoded well', (value) => {
  expect(decodeHeaderText(value)).toBeUndefined()
})

test('x-mcp-header counts on properties alone', () => {
  const mark = (name: unknown, type = 'string') => ({ type, 'x-mcp-header': name })
  const inputSchema = {
    type: 'object',
    properties: {
      a: mark('Alpha'),
      b: { type: 'object', properties: { c: mark('Beta', 'integer') } },
      d: { type: 'array', items: mark('Gamma') },
      e: mark('bad name'),
      f: mark('Delta', 'object'),
    },
    $defs: { g: mark('Epsilon') },
  }
  expect(parameterHeadersOf(JSON.stringify({ name: 't', inputSchema }))).toEqual([
    { header: 'mcp-param-alpha', path: ['a'] },
    { header: 'mcp-param-beta', path: ['b', 'c'] },
  ])
  expect(parameterHeadersOf('{"name":"t","inputSchema":{"type":"object"}}')).toEqual([])
})
