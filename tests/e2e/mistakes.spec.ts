import { existsSync, readFileSync } from 'node:fs'
import { createTarget } from '../_support/story.ts'
import { expect, picture, signIn, test } from './support.ts'

/** Each of these is refused by the server; the fixture `quiet` proves that the browser's error console stays empty. */
test('what the server refuses is told at its field, which gets the focus, and nothing is stored', async ({
  page,
  story,
}) => {
  await signIn(page, story)
  const gateway = `${story.postern.publicUrl}/gateways/${story.gateway.gatewayId}`
  await page.goto(`${story.postern.publicUrl}/oauth-clients/notes`)
  const callbackUrl = await page.getByLabel('Callback URL').inputValue()
  await page.goto(`${gateway}/targets/new`)
  await page.getByLabel('Name').fill('mistaken')
  await page.getByLabel('Endpoint URL').fill(story.mcp.url)
  await page.getByRole('radio', { name: /OAuth/ }).check()
  await page.getByLabel('OAuth client').selectOption('notes')
  const field = page.getByLabel('Return URL')
  for (const wrong of ['javascript:alert(1)', 'https://a:b@example.com/', callbackUrl]) {
    await field.fill(wrong)
    await page.getByRole('button', { name: 'Add target' }).click()
    await expect(field).toHaveAttribute('aria-invalid', 'true')
    await expect(field).toBeFocused()
    await expect(field).toHaveAccessibleDescription(/^This /)
  }
  await picture(page, 'target-return-url-refused', 'light')
  await page.goto(gateway)
  await expect(page.getByRole('heading', { level: 1, name: 'story' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'mistaken' })).toHaveCount(0)

  await page.goto(`${story.postern.publicUrl}/gateways/new`)
  await page.getByLabel('Name').fill('story')
  await page.getByLabel('AWS IAM (SigV4)').check()
  await page.getByRole('button', { name: 'Create gateway' }).click()
  await expect(page.getByLabel('Name')).toBeFocused()
  await expect(page.getByLabel('Name')).toHaveAccessibleDescription(/story exists already/)
})

test('a double click makes one target, and a reload of the return page keeps its ending', async ({ page, story }) => {
  await signIn(page, story)
  const gateway = `${story.postern.publicUrl}/gateways/${story.gateway.gatewayId}`
  await page.goto(`${gateway}/targets/new`)
  await page.getByLabel('Name').fill('pressed-twice')
  await page.getByLabel('Endpoint URL').fill(story.mcp.url)
  await page.getByRole('radio', { name: /OAuth/ }).check()
  await page.getByLabel('OAuth client').selectOption('notes')
  await page.getByLabel('Scopes').fill('notes:read')
  await page.getByRole('button', { name: 'Add target' }).dblclick()
  await page.getByRole('button', { name: 'Authorize', exact: true }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  const refused = page.getByRole('heading', { level: 1, name: 'Access was refused' })
  await expect(refused).toBeVisible()
  await page.reload()
  await expect(refused).toBeVisible()
  await page.goto(gateway)
  await expect(page.getByRole('link', { name: 'pressed-twice', exact: true })).toHaveCount(1)
})

test('a gateway that cannot ask for consent says why, where it is chosen', async ({ page, story }) => {
  await signIn(page, story)
  await page.goto(`${story.postern.publicUrl}/gateways/new`)
  await page.getByLabel('Name').fill('old')
  await page.getByLabel('Your identity provider (JWT)').check()
  await page.getByLabel('Discovery URL').fill(story.server.discoveryUrl)
  await page.getByLabel('Allowed clients').fill('agent')
  await page.getByText('Advanced settings').click()
  for (const version of ['2025-11-25', '2026-07-28']) await page.getByLabel(version).uncheck()
  await page.getByRole('button', { name: 'Create gateway' }).click()
  await page.getByRole('button', { name: 'Add target' }).click()
  const choice = page.getByRole('radio', { name: /OAuth/ })
  await expect(choice).toBeDisabled()
  await expect(choice).toHaveAccessibleDescription(/2025-11-25/)
})

test('names that are one long word break, and no page scrolls sideways for them', async ({ page, story }) => {
  const name = 'n'.repeat(60)
  const schema = { tools: [{ name: 't'.repeat(64), description: 'd'.repeat(500), inputSchema: { type: 'object' } }] }
  const { targetId } = await createTarget(story, { name, schema: JSON.stringify(schema) })
  await signIn(page, story)
  const gateway = `gateways/${story.gateway.gatewayId}`
  for (const path of ['', gateway, `${gateway}/targets/${targetId}`, 'catalogue']) {
    await page.goto(`${story.postern.publicUrl}/${path}`)
    await expect(page.getByText(name).first()).toBeVisible()
    await picture(page, `long-words-${path === '' ? 'overview' : (path.split('/').at(-2) ?? path)}`, 'light')
  }
})

test('a console that is killed is back by itself, and meanwhile no page is lost', async ({ page, story }) => {
  const pid = story.postern.pid()
  const children = `/proc/${pid}/task/${pid}/children`
  test.skip(!existsSync(children), 'Only Linux tells whose child a process is.')
  await signIn(page, story)
  await page.waitForLoadState('networkidle')
  process.kill(Number(readFileSync(children, 'utf8').split(' ')[0]), 'SIGKILL')
  await page.goto(`${story.postern.publicUrl}/catalogue`)
  await expect(page.getByRole('heading', { level: 1, name: 'Catalogue' })).toBeVisible()
})
