import { randomBytes } from 'node:crypto'
import { expect, expectAccessible, picture, signIn, test } from './support.ts'

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ theme })

    test('an administrator adds a provider, connects an account there and signs in with it', async ({
      page,
      story,
    }) => {
      const { publicUrl } = story.postern
      const id = `company-${theme}`
      const clientSecret = randomBytes(24).toString('base64url')
      await story.server.addClient({
        ...{ clientId: id, clientSecret },
        redirectUris: [`${publicUrl}/api/auth/callback/${id}`],
      })
      await signIn(page, story, { own: true })
      await page.goto(`${publicUrl}/settings`)
      await page.getByRole('link', { name: 'Set up providers' }).click()
      await expect(page.getByText('No providers yet')).toBeVisible()
      await expectAccessible(page)

      await page.getByRole('button', { name: 'Add provider' }).click()
      await expect(page.getByLabel('Name on the button')).toBeFocused()
      await page.getByLabel('Name on the button').fill('Company')
      await page.getByLabel('Id', { exact: true }).fill(id)
      await expect(page.getByLabel('Callback URL')).toHaveValue(`${publicUrl}/api/auth/callback/${id}`)
      await page.getByLabel('Issuer', { exact: true }).fill('http://localhost:1')
      await page.getByRole('button', { name: 'Test issuer' }).click()
      await expect(page.getByText('This issuer cannot be used now')).toBeVisible()
      await page.getByLabel('Issuer', { exact: true }).fill(story.server.issuer)
      await page.getByRole('button', { name: 'Test issuer' }).click()
      await expect(page.getByText(/answers and can be used$/)).toBeVisible()
      await page.getByLabel('Client ID').fill(id)
      await page.getByLabel('Client secret').fill(clientSecret)
      await expectAccessible(page)
      await picture(page, 'sign-in-providers-form', theme)
      await page.getByRole('button', { name: 'Add provider' }).click()
      await expect(page.getByRole('cell', { name: 'OpenID Connect' })).toBeVisible()
      await picture(page, 'sign-in-providers', theme)

      await page.goto(`${publicUrl}/settings`)
      await page.getByRole('link', { name: 'Connect another' }).click()
      await expect(page.getByRole('button', { name: 'Continue with Company' })).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'sign-in-link', theme)
      await page.getByRole('button', { name: 'Continue with Company' }).click()
      await page.getByRole('button', { name: 'Sign in as alice' }).click()
      await page.getByRole('button', { name: 'Allow' }).click()
      await expect(page.getByText(story.server.issuer)).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'settings-sign-ins', theme)

      await page.getByRole('button', { name: 'Sign out', exact: true }).click()
      await expect(page).toHaveURL(/\/sign-in/)
      await expectAccessible(page)
      await picture(page, 'sign-in-with-provider', theme)
      await page.getByRole('button', { name: 'Continue with Company' }).click()
      await expect(page.getByRole('link', { name: 'Overview' })).toBeVisible()

      await page.goto(`${publicUrl}/settings/sign-in`)
      await page.getByRole('button', { name: 'Actions for Company' }).click()
      await page.getByRole('menuitem', { name: 'Remove' }).click()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Remove', exact: true }).click()
      await expect(page.getByText('No providers yet')).toBeVisible()
      await page.goto(`${publicUrl}/settings`)
      await page.getByRole('button', { name: 'Disconnect' }).click()
      await expect(page.getByText(story.server.issuer)).toBeHidden()
      await page.goto(`${publicUrl}/sign-in?error=provider-answer`)
      await expect(page.getByText('The sign-in was not finished')).toBeVisible()
      await expectAccessible(page)
    })
  })
}
