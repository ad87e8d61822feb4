import { join } from 'node:path'
import { prismaCallStore } from '../../lib/persistence/prisma-call-store.ts'
import { openDatabase } from '../../lib/platform/db/index.ts'
import { createLogger } from '../../lib/platform/logger.ts'
import { expect, expectAccessible, picture, signIn, test } from './support.ts'

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ theme })

    test('from a gateway to a client’s instructions, and its first call is seen', async ({ page, story }) => {
      const { gatewayId, gatewayUrl } = story.gateway
      await signIn(page, story)
      await page.goto(`${story.postern.publicUrl}/gateways/${gatewayId}`)
      await page.getByRole('link', { name: 'Connect a client' }).click()
      await expect(page.getByRole('heading', { name: 'Connect a client' })).toBeVisible()
      await expect(page).toHaveTitle(/Connect a client · story/)
      await expect(page.getByRole('link', { name: 'Add to VS Code' })).toHaveAttribute(
        'href',
        /^vscode:mcp\/install\?%7B/,
      )

      await page.getByRole('link', { name: 'Cursor', exact: true }).focus()
      await page.keyboard.press('Enter')
      await expect(page).toHaveURL(/client=cursor$/)
      await expect(page.getByRole('link', { name: 'Add to Cursor' })).toBeVisible()
      await expect(page.getByRole('region', { name: 'In ~/.cursor/mcp.json' })).toContainText(gatewayUrl)
      await expect(page.getByText('Waiting for the first call from Cursor')).toBeVisible()
      await expect(page.getByText('Cursor has no dialog for it')).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'connect-client', theme)

      const source = { kind: 'sqlite', file: join(story.postern.dataDir, 'postern.db') } as const
      await using db = await openDatabase(source, createLogger({ level: 'silent', format: 'json' }))
      const arrive = (id: string, client: string) =>
        prismaCallStore(db).append([
          {
            ...{ id: `${Date.now().toString(36).padStart(9, '0')}${id}${theme}`, at: Date.now(), durationMs: 37 },
            ...{
              gatewayId,
              targetId: 'ABCDEFGHIJ',
              method: 'tools/call',
              name: 'notes___list',
              caller: 'alice',
              callerKind: 'person',
            },
            ...{ client, outcome: 'answered', requestId: id },
          },
        ])
      await arrive('a', 'somebody-else')
      await expect(page.getByText('A call came from a client that names itself somebody-else.')).toBeVisible()
      await expect(page.getByText('Waiting for the first call from Cursor')).toBeVisible()
      await arrive('b', 'cursor-vscode')
      await expect(page.getByText('The first call from Cursor arrived')).toBeVisible()
      await expect(page.getByRole('link', { name: 'Cursor its call arrived' })).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'connect-client-arrived', theme)

      for (const client of ['Claude Code', 'Claude Desktop', 'Codex', 'Gemini CLI', 'Windsurf', 'Goose', 'curl']) {
        await page.getByRole('link', { name: client, exact: true }).click()
        await expect(page.getByRole('heading', { name: `Set up ${client}` })).toBeVisible()
        await expect(page.getByText(`Waiting for the first call from ${client}`)).toBeVisible()
        await picture(page, `connect-${client.toLowerCase().replace(' ', '-')}`, theme)
      }
      await page.getByRole('link', { name: 'MCP Inspector', exact: true }).click()
      await expect(page.getByText('MCP Inspector shows a dialog')).toBeVisible()
      await expectAccessible(page)
    })
  })
}
