import { expect, expectAccessible, expectKeyboard, picture, signIn, test } from './support.ts'
import { startWaitingClient, type WaitingClient } from './waiting-client.ts'

let client: WaitingClient
test.beforeAll(async () => {
  client = await startWaitingClient()
})
test.afterAll(() => client.close())

for (const theme of ['light', 'dark'] as const) {
  test.describe(`built-in sign-in, ${theme}`, () => {
    test.use({ theme })

    test('a gateway is made with it, a client asks, the person signs in and decides', async ({ page, story }) => {
      await signIn(page, story)
      await page.goto(`${story.postern.publicUrl}/gateways/new`)
      await expect(page.getByLabel('Built-in')).toBeChecked()
      await page.getByLabel('Name').fill(`own-${theme}`)
      await expectAccessible(page)
      await picture(page, 'gateway-new-built-in', theme)
      await page.getByRole('button', { name: 'Create gateway' }).click()
      await expect(page.getByRole('heading', { level: 1, name: `own-${theme}` })).toBeVisible()
      const gatewayUrl = await page.getByLabel('Endpoint URL').inputValue()
      await expect(page.getByText('Built-in')).toBeVisible()
      await picture(page, 'gateway-built-in', theme)

      await page.context().clearCookies()
      await page.goto(await client.authorizeUrl(story.postern.publicUrl, gatewayUrl, `Desk agent ${theme}`))
      await expect(page).toHaveURL(/\/sign-in/)
      await page.getByLabel('Email').fill(story.postern.admin.email)
      await page.getByLabel('Password').fill(story.postern.admin.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(page.getByRole('heading', { level: 1, name: `Allow Desk agent ${theme}?` })).toBeVisible()
      await expect(page.getByText(new URL(client.redirectUri).host, { exact: true })).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'consent', theme)
      await expectKeyboard(page)
      await page.getByRole('button', { name: 'Allow', exact: true }).click()
      await expect(page).toHaveURL(/signed-in\?code=/)
    })

    test('the pages of clients, of a device and of a request that is over', async ({ page, story }) => {
      await signIn(page, story)
      await page.goto(`${story.postern.publicUrl}/mcp-clients`)
      await expect(page.getByRole('heading', { level: 1, name: 'MCP clients' })).toBeVisible()
      const name = `Build server ${theme}`
      await page.getByLabel('Name', { exact: true }).fill(name)
      await page.getByLabel('Redirect URIs').fill('http://build.example/cb')
      await page.getByRole('button', { name: 'Register client' }).click()
      await expect(page.getByLabel('Redirect URIs')).toHaveAccessibleDescription(/uses http/)
      await page.getByLabel('Redirect URIs').fill('https://build.example/cb')
      await page.getByLabel('It keeps a secret').check()
      await page.getByRole('button', { name: 'Register client' }).click()
      await expect(page.getByLabel('Client secret')).not.toHaveValue('')
      await expect(page.getByText(name)).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'mcp-clients', theme)
      const registers = page.getByLabel('Clients that register themselves')
      await registers.click()
      await expect(registers).not.toBeChecked()
      await expect(registers).toBeEnabled()
      await registers.click()
      await expect(registers).toBeChecked()
      await expect(registers).toBeEnabled()
      await page.getByRole('button', { name: `Actions for ${name}` }).click()
      await page.getByRole('menuitem', { name: 'Delete client' }).click()
      await page.getByRole('button', { name: 'Delete client' }).click()
      await expect(page.getByText(name)).toHaveCount(0)

      await page.goto(`${story.postern.publicUrl}/device?problem=unknown`)
      await expectAccessible(page)
      await picture(page, 'device', theme)
      await page.goto(`${story.postern.publicUrl}/consent?id=gone`)
      await expect(page.getByRole('heading', { level: 1, name: 'This request is over' })).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'consent-over', theme)
    })
  })
}
