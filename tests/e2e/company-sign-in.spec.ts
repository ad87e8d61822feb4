import { randomBytes } from 'node:crypto'
import { expect, expectAccessible, picture, signIn, test } from './support.ts'
import { startWaitingClient, type WaitingClient } from './waiting-client.ts'

let client: WaitingClient
test.beforeAll(async () => {
  client = await startWaitingClient()
})
test.afterAll(() => client.close())

for (const theme of ['light', 'dark'] as const) {
  test.describe(`a company’s identity provider, ${theme}`, () => {
    test.use({ theme })

    test('one that registers no clients is found out in the wizard and put behind Postern, and a person signs in there', async ({
      page,
      story,
    }) => {
      const { publicUrl } = story.postern
      const clientSecret = randomBytes(24).toString('base64url')
      const redirectUris = [`${publicUrl}/api/auth/callback/company`]
      await story.server.addClient({ clientId: 'postern', clientSecret, redirectUris })
      await signIn(page, story)
      await page.goto(`${publicUrl}/gateways/new`)
      await page.getByLabel('Name', { exact: true }).fill(`company-${theme}`)
      await page.getByRole('radio', { name: 'Your identity provider' }).check()
      await page.getByLabel('Discovery URL').fill(story.server.discoveryUrl)
      await page.getByRole('button', { name: 'Test it now' }).click()
      await expect(page.getByText('MCP clients cannot register at this provider')).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'gateway-offer-through', theme)

      await page.getByRole('button', { name: 'Put Postern in front' }).focus()
      await page.keyboard.press('Enter')
      await expect(page.getByRole('radio', { name: 'Through your company’s provider' })).toBeFocused()
      await expect(page.getByLabel('Issuer')).toHaveValue(story.server.issuer)
      await page.getByLabel('Name on the button').fill('Company')
      await expect(page.getByLabel('Redirect URL to register there')).toHaveValue(redirectUris[0] ?? '')
      await page.getByLabel('Client ID').fill('postern')
      await page.getByLabel('Client secret').press('Enter')
      await expect(page.getByLabel('Client secret')).toHaveAccessibleDescription(/Fill in this field/)
      await page.getByLabel('Client secret').fill(clientSecret)
      await page.getByLabel('Who may come').selectOption('anybody')
      await expectAccessible(page)
      await picture(page, 'gateway-new-through', theme)
      await page.getByLabel('Client secret').press('Enter')
      await expect(page.getByLabel('Sign-in provider')).toHaveValue('company')
      await page.getByRole('button', { name: 'Create gateway' }).click()
      await expect(page.getByRole('heading', { level: 1, name: `company-${theme}` })).toBeVisible()
      await expect(page.getByText(`Company (${story.server.issuer})`)).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'gateway-through', theme)
      const gatewayPage = page.url()
      const gatewayUrl = await page.getByLabel('Endpoint URL').inputValue()
      await page.getByRole('link', { name: 'Connect a client' }).click()
      await expect(page.getByText('It opens the browser, which goes to the company’s sign-in')).toBeVisible()
      await expectAccessible(page)

      const admin = await page.context().cookies()
      await page.context().clearCookies()
      await page.goto(await client.authorizeUrl(publicUrl, gatewayUrl, `Desk agent ${theme}`))
      await page.getByRole('button', { name: 'Sign in as bob' }).click()
      await page.getByRole('button', { name: 'Allow' }).click()
      await expect(page.getByRole('heading', { level: 1, name: `Allow Desk agent ${theme}?` })).toBeVisible()
      await expect(page.getByText('with Company')).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'consent-through', theme)
      await page.getByRole('button', { name: 'Allow', exact: true }).focus()
      await page.keyboard.press('Enter')
      await expect(page).toHaveURL(/signed-in\?code=/)

      await page.context().clearCookies()
      await page.context().addCookies(admin)
      await page.goto(await client.authorizeUrl(publicUrl, gatewayUrl, `Desk agent ${theme}`))
      await expect(page.getByText(`You are signed in as ${story.postern.admin.email} in another way`)).toBeVisible()
      await expect(page.getByRole('button', { name: 'Continue with Company' })).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'consent-other-way', theme)

      await page.goto(`${publicUrl}/settings/sign-in`)
      await page.getByRole('button', { name: 'Actions for Company' }).click()
      await page.getByRole('menuitem', { name: 'Remove' }).click()
      await page.getByRole('button', { name: 'Remove', exact: true }).click()
      await expect(page.getByText('No providers yet')).toBeVisible()
      await page.goto(gatewayPage)
      await expect(page.getByText('Nobody can sign in at this gateway')).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'gateway-through-gone', theme)
      await page.goto(await client.authorizeUrl(publicUrl, gatewayUrl, 'Desk agent'))
      await expect(page.getByRole('heading', { level: 1, name: 'Nobody can sign in here now' })).toBeVisible()
      await expectAccessible(page)
    })
  })
}
