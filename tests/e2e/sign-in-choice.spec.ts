import { expect, expectAccessible, picture, signIn, test } from './support.ts'

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ theme })

    test('an identity provider is tested on the spot, before anybody depends on it', async ({ page, story }) => {
      await signIn(page, story)
      await page.goto(`${story.postern.publicUrl}/gateways/new`)
      await page.getByRole('radio', { name: 'Your identity provider' }).check()
      const action = page.getByRole('button', { name: 'Test it now' })
      await expect(action).toBeDisabled()
      await expect(page.getByText('Fill in a discovery URL to test it.')).toBeVisible()

      await page.getByLabel('Discovery URL').fill(story.server.discoveryUrl)
      await action.focus()
      await page.keyboard.press('Enter')
      await expect(page.getByText(/can be used$/)).toBeVisible()
      await expect(page.getByText('Keys that verify tokens')).toBeVisible()
      await expect(page.getByText('None can register itself there.')).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'issuer-test', theme)

      await page.getByLabel('Discovery URL').fill('http://localhost:1/.well-known/openid-configuration')
      await expect(page.getByText(/can be used$/)).toBeHidden()
      await action.click()
      await expect(page.getByText('It cannot be reached')).toBeVisible()
      await picture(page, 'issuer-test-down', theme)

      await page.getByRole('radio', { name: 'None' }).check()
      await expect(page.getByText('Anyone who can reach this address can call every tool')).toBeVisible()
      await expectAccessible(page)
    })
  })
}
