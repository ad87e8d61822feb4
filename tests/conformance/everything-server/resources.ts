import { ResourceTemplate, type McpServer } from '@modelcontextprotocol/server'
import { pngBase64 } from './content.ts'

const ids = ['1', '12', '123']

export function registerResources(server: McpServer): void {
  server.registerResource(
    'static-text',
    'test://static-text',
    {
      title: 'Static text',
      description: 'A text that stays.',
      mimeType: 'text/plain',
      annotations: { audience: ['user'], priority: 0.25 },
      cacheHint: { ttlMs: 60_000, cacheScope: 'public' },
    },
    ({ href: uri }) => ({
      contents: [{ uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
    }),
  )
  server.registerResource('static-binary', 'test://static-binary', { mimeType: 'image/png' }, ({ href: uri }) => ({
    contents: [{ uri, mimeType: 'image/png', blob: pngBase64 }],
  }))
  server.registerResource(
    'watched-resource',
    'test://watched-resource',
    { mimeType: 'text/plain' },
    ({ href: uri }) => ({
      contents: [{ uri, mimeType: 'text/plain', text: 'Watched resource content' }],
    }),
  )
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', {
      list: undefined,
      complete: { id: (value) => ids.filter((id) => id.startsWith(value)) },
    }),
    { title: 'By number', description: 'One of many.', mimeType: 'application/json' },
    ({ href: uri }, { id }) => ({
      contents: [
        {
          uri,
          mimeType: 'application/json',
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
        },
      ],
    }),
  )
}
