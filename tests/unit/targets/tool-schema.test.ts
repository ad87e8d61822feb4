import { describe, expect, test } from 'vitest'
import { DomainError } from '../../../lib/kernel/domain-error.ts'
import {
  inlinePayloadMember,
  parseToolSchema,
  readToolSchema,
  reportOnToolSchema,
} from '../../../lib/targets/catalogue/parse-tool-schema.ts'

const tool = (name: unknown, more: object = {}) => ({
  name,
  description: 'd',
  inputSchema: { type: 'object' },
  ...more,
})
const payload = (...tools: unknown[]) => JSON.stringify({ tools })
const nested = (depth: number): unknown => (depth === 0 ? {} : { properties: nested(depth - 1) })

const refused: [string, string, string, RegExp][] = [
  ['no JSON', 'tools: []', '$', /not JSON/],
  ['nothing', '', '$', /not JSON/],
  ['an array', '[]', '$', /must be an object with 'tools' array/],
  ['no tools', '{"a":1}', '$', /must be an object with 'tools' array/],
  ['tools that are no array', '{"tools":{}}', '$.tools', /must be an array/],
  ['an empty list', payload(), '$.tools', /at least one tool/],
  ['a tool that is text', payload('x'), '$.tools[0]', /A tool is an object/],
  ['a nameless tool', payload(tool(undefined)), '$.tools[0].name', /needs a name/],
  ['a name that is a number', payload(tool(7)), '$.tools[0].name', /needs a name/],
  ['a name with a space', payload(tool('a b')), '$.tools[0].name', /no tool name/],
  ['a name of 129 characters', payload(tool('a'.repeat(129))), '$.tools[0].name', /129 characters; at most 128/],
  ['a name twice', payload(tool('a'), tool('b'), tool('a')), '$.tools[2].name', /taken by \$\.tools\[0\]/],
  ['no inputSchema', payload(tool('a', { inputSchema: undefined })), '$.tools[0].inputSchema', /needs an inputSchema/],
  [
    'a schema of strings',
    payload(tool('a', { inputSchema: { type: 'string' } })),
    '$.tools[0].inputSchema.type',
    /"object"/,
  ],
  ['a description that is a list', payload(tool('a', { description: [] })), '$.tools[0].description', /is text/],
  [
    'a remote $ref',
    payload(tool('a', { inputSchema: { type: 'object', properties: { p: { $ref: 'https://evil.example/s.json' } } } })),
    '$.tools[0].inputSchema.properties.p.$ref',
    /follows no such reference.*\$defs/,
  ],
  [
    'a relative $ref',
    payload(tool('a', { outputSchema: { $ref: 'other.json#/x' } })),
    '$.tools[0].outputSchema.$ref',
    /follows no such reference/,
  ],
  ['deep nesting', payload(tool('a', { inputSchema: nested(40) })), '$', /levels deep; at most 32/],
  ['brackets without end', '{"tools":' + '['.repeat(100_000), '$', /levels deep/],
  ['more than 1 MB', payload(tool('a', { description: 'x'.repeat(1_000_001) })), '$', /1 MB/],
  [
    'a tool of more than 256 kB',
    payload(tool('a', { description: 'x'.repeat(300_000) })),
    '$.tools[0]',
    /for one tool/,
  ],
]

describe('a tool schema given upfront', () => {
  test.each(refused)('TC-7 refuses %s, with the path and the way out', (_what, text, path, message) => {
    const { tools, problems } = readToolSchema(text)
    expect(problems[0]?.path).toBe(path)
    expect(problems[0]?.message).toMatch(message)
    expect(tools.some((one) => one.name === 'x')).toBe(false)
  })

  test('the refusal is a ValidationException about inlinePayload', () => {
    const error = (() => {
      try {
        parseToolSchema(payload(tool('a b'), tool('c d')))
      } catch (thrown) {
        return thrown
      }
      return undefined
    })()
    expect(error).toBeInstanceOf(DomainError)
    expect(error).toMatchObject({ code: 'ValidationException', reason: 'FieldValidationFailed' })
    expect((error as DomainError).fieldList?.map((field) => field.name)).toEqual([
      inlinePayloadMember,
      inlinePayloadMember,
    ])
    expect((error as DomainError).message).toContain('Invalid MCP ToolSchema')
  })

  test('a definition is kept as its author wrote it, without white space between tokens', () => {
    const text = `{ "tools": [ {"name": "a", "x-limit": 1.0e2,
      "inputSchema": { "type": "object", "properties": { "10": {}, "2": {"const": 12345678901234567890} } } } ] }`
    expect(parseToolSchema(text)).toEqual([
      {
        name: 'a',
        json: '{"name":"a","x-limit":1.0e2,"inputSchema":{"type":"object","properties":{"10":{},"2":{"const":12345678901234567890}}}}',
      },
    ])
  })

  test('keywords of JSON Schema, local references and a property named $ref are fine', () => {
    const inputSchema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { $ref: { type: 'string' }, p: { $ref: '#/$defs/p' } },
      $defs: { p: { enum: ['a'], default: 'a' } },
    }
    expect(parseToolSchema(payload(tool('a.b-c_D', { inputSchema })))).toHaveLength(1)
  })

  test('what is typed is reported on without throwing', () => {
    const report = reportOnToolSchema(payload(tool('good'), tool('bad name')))
    expect(report.tools).toEqual([{ name: 'good', description: 'd' }])
    expect(report.problems).toHaveLength(1)
  })

  test('control characters of a name do not reach the message', () => {
    const [problem] = readToolSchema(payload(tool('a\u001b[31m\u202eb'))).problems
    expect(problem?.message).not.toMatch(/\p{C}/u)
  })
})
