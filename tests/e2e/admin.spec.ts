import { toolSchema } from '../_support/story.ts'
import { agreeAtProvider, expect, expectAccessible, picture, signIn, test } from './support.ts'

for (const theme of ['light', 'dark'] as const) {
  test.describe(`the admin, ${theme}`, () => {
    test.use({ theme })

    test('attaches a server by sync: needs authorization, consents, the return page completes, ready', async ({
      page,
      story,
    }) => {
      const name = `notes-${theme}`
      await signIn(page, story)
      await expectAccessible(page)
      await picture(page, 'overview', theme)
      await page.goto(`${story.postern.publicUrl}/gateways/${story.gateway.gatewayId}`)
      await page.getByRole('button', { name: 'Add target' }).click()
      await page.getByLabel('Name', { exact: true }).fill(name)
      await page.getByLabel('Endpoint URL').fill(story.mcp.url)
      await page.getByRole('radio', { name: /OAuth/ }).check()
      await page.getByLabel('OAuth client').selectOption('notes')
      await page.getByLabel('Scopes').fill('notes:read notes:write')
      await expectAccessible(page)
      await picture(page, 'target-new', theme)
      await page.getByRole('button', { name: 'Add target' }).click()
      await expect(page.getByText('Needs authorization').first()).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'target-needs-authorization', theme)
      await page.getByRole('button', { name: 'Authorize', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'connect', theme)
      await page.getByRole('button', { name: 'Continue' }).click()
      await agreeAtProvider(page, 'alice')
      await expect(page).toHaveURL(`${story.postern.publicUrl}/return`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'return-completed', theme)
      await page.goto(`${story.postern.publicUrl}/gateways/${story.gateway.gatewayId}`)
      await page.getByRole('link', { name }).first().click()
      await expect(page.getByText('Ready').first()).toBeVisible({ timeout: 30_000 })
      await expect(page.getByText('whoami').first()).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'target-ready', theme)
    })

    test('attaches a server by schema: problems are shown while typing, then ready at once', async ({
      page,
      story,
    }) => {
      const name = `schema-${theme}`
      await signIn(page, story)
      await page.goto(`${story.postern.publicUrl}/gateways/${story.gateway.gatewayId}/targets/new`)
      await page.getByLabel('Name', { exact: true }).fill(name)
      await page.getByLabel('Endpoint URL').fill(story.mcp.url)
      await page.getByRole('radio', { name: /OAuth/ }).check()
      await page.getByLabel('OAuth client').selectOption('notes')
      await page.getByLabel('Scopes').fill('notes:read')
      await page.getByRole('radio', { name: /schema/i }).check()
      const schema = page.getByRole('textbox', { name: /schema/i })
      await schema.fill('{"tools":[{"name":"one"},{"name":"one"}]}')
      await expect(page.getByText(/one/).first()).toBeVisible()
      await schema.fill(toolSchema)
      await page.getByRole('button', { name: 'Add target' }).click()
      await expect(page.getByText('Ready').first()).toBeVisible()
      await picture(page, 'target-schema', theme)
    })
  })
}
