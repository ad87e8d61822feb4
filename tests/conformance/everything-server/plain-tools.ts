import { fromJsonSchema, type McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { audio, embedded, image, text } from './content.ts'

/** Tools that answer at once and ask nobody: content of every kind, and every member that a definition may have. */
export function registerPlainTools(server: McpServer): void {
  server.registerTool('test_simple_text', { description: 'Answers with a text.' }, () => ({
    content: [text('This is a simple text response for testing.')],
  }))
  server.registerTool('test_image_content', { description: 'Answers with a picture.' }, () => ({ content: [image()] }))
  server.registerTool('test_audio_content', { description: 'Answers with a sound.' }, () => ({ content: [audio()] }))
  server.registerTool('test_embedded_resource', { description: 'Answers with a resource.' }, () => ({
    content: [embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.')],
  }))
  server.registerTool('test_multiple_content_types', { description: 'Answers with three kinds.' }, () => ({
    content: [
      text('Multiple content types test:'),
      image(),
      embedded('test://mixed-content-resource', 'application/json', JSON.stringify({ test: 'data', value: 123 })),
    ],
  }))
  server.registerTool('test_error_handling', { description: 'Fails, and says so.' }, () => {
    throw new Error('This tool intentionally returns an error for testing')
  })
  registerStructured(server)
  registerSchemas(server)
}

/** Everything a tool's definition and a result may carry, beside what most servers use. */
function registerStructured(server: McpServer): void {
  server.registerTool(
    'test_structured_content',
    {
      title: 'Structured – “ünïcödé” 🜁',
      description: 'Answers with structured content, a link and metadata.',
      inputSchema: z.object({ city: z.string().describe('A place') }),
      outputSchema: z.object({ city: z.string(), degrees: z.number(), tags: z.array(z.string()) }),
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false, destructiveHint: false },
      icons: [{ src: 'https://example.com/icon.png', mimeType: 'image/png', sizes: ['48x48'] }],
      _meta: { 'example.com/panel': { height: 3.5, list: [1, null, true, 'é\u2028'] } },
    },
    ({ city }) => {
      const structuredContent = { city, degrees: -0.25, tags: ['', 'ß', '\u2028'] }
      return {
        structuredContent,
        content: [
          { ...text(JSON.stringify(structuredContent)), annotations: { audience: ['user' as const], priority: 0.5 } },
          { type: 'resource_link' as const, uri: 'test://static-text', name: 'static-text', mimeType: 'text/plain' },
        ],
        _meta: { 'example.com/trace': ['a', 1, null] },
      }
    },
  )
}

function registerSchemas(server: McpServer): void {
  server.registerTool(
    'json_schema_2020_12_tool',
    { description: 'Has a schema with what JSON Schema 2020-12 offers.', inputSchema: fromJsonSchema(schema2020) },
    (given) => ({ content: [text(`given ${JSON.stringify(given)}`)] }),
  )
  server.registerTool(
    'test_custom_headers',
    {
      description: 'Wants two of its arguments repeated in headers.',
      inputSchema: z.object({
        region: z.string().meta({ 'x-mcp-header': 'Region' }),
        priority: z.int().optional().meta({ 'x-mcp-header': 'Priority' }),
        query: z.string().optional(),
      }),
    },
    (given) => ({ content: [text(`given ${JSON.stringify(given)}`)] }),
  )
}

const schema2020 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
}
