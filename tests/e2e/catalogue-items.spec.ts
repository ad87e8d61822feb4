import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer, ResourceTemplate } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { attach, createOpenGateway } from '../_support/open-gateway.ts'
import { expect, expectAccessible, picture, signIn, test } from './support.ts'

/** An open MCP server with a tool, two prompts, a resource and a template. */
async function startDocs() {
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'docs', version: '1' })
    server.registerTool('search', { inputSchema: z.object({ text: z.string() }) }, () => ({ content: [] }))
    const argsSchema = z.object({ about: z.string(), tone: z.string().optional() })
    const briefing = { title: 'Briefing', description: 'A short text about a subject.', argsSchema }
    server.registerPrompt('brief', briefing, () => ({ messages: [] }))
    server.registerPrompt('summarize_the_current_state_of_the_whole_documentation_tree', {}, () => ({ messages: [] }))
    const empty = (uri: URL) => ({ contents: [{ uri: uri.href, text: '' }] })
    const readme = { title: 'Read me', description: 'Where to begin.', mimeType: 'text/markdown' }
    server.registerResource('readme', 'docs://handbook/getting-started/readme.md', readme, empty)
    const pages = new ResourceTemplate('docs://handbook/{chapter}/{page}', { list: undefined })
    server.registerResource('page', pages, { description: 'Any page of the handbook.' }, (uri) => empty(uri))
    return server
  })
  const answer = toNodeHandler(handler)
  const http = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://localhost:${(http.address() as AddressInfo).port}/mcp`
  return { endpoint, close: () => new Promise((resolve) => http.close(resolve)) }
}

for (const theme of ['light', 'dark'] as const)
  test.describe(theme, () => {
    test.use({ theme })

    test('prompts and resources stand on the page of their target and in the catalogue', async ({ page, story }) => {
      const docs = await startDocs()
      const { gatewayId } = await createOpenGateway(story.postern, `docs-${theme}`)
      const targetId = await attach(story.postern, gatewayId, { name: 'docs', endpoint: docs.endpoint })
      await docs.close()
      await signIn(page, story)

      await page.goto(`${story.postern.publicUrl}/gateways/${gatewayId}/targets/${targetId}`)
      await expect(page.getByText('2 prompts served.')).toBeVisible()
      await expect(page.getByText('1 resource and 1 template served.')).toBeVisible()
      await expect(page.getByText('about, tone?')).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'target-items', theme)

      await page.goto(`${story.postern.publicUrl}/catalogue`)
      await page.getByRole('link', { name: 'Prompts' }).click()
      await expect(page.getByRole('heading', { name: 'brief', exact: true }).first()).toBeVisible()
      await page.getByLabel('Search prompts').fill('documentation tree')
      await expect(page.getByRole('heading', { name: 'brief', exact: true })).toHaveCount(0)
      await expectAccessible(page)
      await picture(page, 'catalogue-prompts', theme)

      await page.getByRole('link', { name: 'Resources' }).click()
      await expect(page.getByText('docs://handbook/{chapter}/{page}').first()).toBeVisible()
      await page.getByLabel('Gateway').selectOption(gatewayId)
      await expect(page.getByText('2 resources')).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'catalogue-resources', theme)
    })
  })
