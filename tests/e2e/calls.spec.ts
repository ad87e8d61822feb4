import { join } from 'node:path'
import { prismaCallStore } from '../../lib/persistence/prisma-call-store.ts'
import { openDatabase } from '../../lib/platform/db/index.ts'
import { createLogger } from '../../lib/platform/logger.ts'
import { expect, expectAccessible, signIn, test } from './support.ts'

const outcomes = ['answered', 'consent', 'refused', 'failed', 'cancelled'] as const
const long = 'a-name-that-is-one-long-word-'.repeat(6)

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ theme })

    test('the calls of a gateway: none yet, then each with how it ended, narrowed to one way', async ({
      page,
      story,
    }) => {
      const { gatewayId } = story.gateway
      const source = { kind: 'sqlite', file: join(story.postern.dataDir, 'postern.db') } as const
      await using db = await openDatabase(source, createLogger({ level: 'silent', format: 'json' }))
      await db.raw('DELETE FROM "ToolCall"')
      await signIn(page, story)
      await page.goto(`${story.postern.publicUrl}/gateways/${gatewayId}`)
      await expect(page.getByText('No calls yet')).toBeVisible()
      await page.screenshot({ path: `artefacts/e2e/calls-empty-${theme}.png`, fullPage: true })

      const rows = outcomes.map((outcome, n) => ({
        ...{ id: `0${n}`, at: Date.now() - n * 90_000, durationMs: 37 * 40 ** n, gatewayId, targetId: 'ABCDEFGHIJ' },
        ...{ method: 'tools/call', name: n === 2 ? long : `notes___tool_${n}`, caller: n === 3 ? long : 'alice' },
        callerKind: n === 3 || n === 4 ? ('machine' as const) : ('person' as const),
        ...{ client: n === 1 ? '' : 'Visual\u202E Studio Code', outcome, requestId: `r${n}` },
      }))
      await prismaCallStore(db).append(rows)
      await page.reload()
      const calls = page.getByRole('table', { name: 'Calls' })
      await expect(calls.getByRole('row')).toHaveCount(6)
      await expect(calls.getByText('Asked for consent')).toBeVisible()
      await expect(calls.getByText('U+202E').first()).toBeVisible()
      await expect(calls.getByText('Machine', { exact: true })).toHaveCount(2)
      await expect(page.getByText('everyone who uses it shares one connection')).toBeVisible()
      await expectAccessible(page)
      await page.screenshot({ path: `artefacts/e2e/calls-${theme}.png`, fullPage: true })

      await page.getByLabel('Ended').selectOption({ label: 'Failed' })
      await expect(calls.getByRole('row')).toHaveCount(2)
      await page.setViewportSize({ width: 320, height: 900 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
      await page.getByLabel('Ended').selectOption({ label: 'In any way' })
      await expect(calls.getByText('Asked for consent')).toBeVisible()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
      await page.screenshot({ path: `artefacts/e2e/calls-320-${theme}.png`, fullPage: true })
    })
  })
}
