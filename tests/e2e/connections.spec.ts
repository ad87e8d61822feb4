import { CreateGatewayTargetCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import { builtInGateway } from '../_support/built-in-sign-in.ts'
import { createTarget, targetInput, toolSchema } from '../_support/story.ts'
import { agreeAtProvider, expect, expectAccessible, picture, signIn, test } from './support.ts'

for (const theme of ['light', 'dark'] as const) {
  test.describe(`connections, ${theme}`, () => {
    test.use({ theme })

    test('a person connects all, one consent after the other, disconnects one, and revokes as an administrator', async ({
      page,
      story,
    }) => {
      const { publicUrl } = story.postern
      const gateway = await builtInGateway(story, `mine-${theme}`)
      const here = { ...story, gateway }
      await signIn(page, story)
      await page.goto(`${publicUrl}/connections`)
      if (theme === 'light') {
        await expect(page.getByText('Nothing to connect yet')).toBeVisible()
        await expectAccessible(page)
        await picture(page, 'connections-empty', theme)
      }
      await createTarget(here, { name: 'notes', schema: toolSchema })
      const second = targetInput(here, { name: 'reader', schema: toolSchema })
      const [configuration] = second.credentialProviderConfigurations
      if (configuration) configuration.credentialProvider.oauthCredentialProvider.scopes = ['notes:read']
      await story.postern.clients.control.send(new CreateGatewayTargetCommand(second))

      await page.reload()
      const row = (name: string) =>
        page
          .getByRole('listitem')
          .filter({ has: page.getByRole('heading', { name, exact: true }) })
          .filter({ hasText: `mine-${theme}` })
      await expect(row('notes').getByText('Not connected')).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'connections', theme)

      await page.getByRole('button', { name: /^Connect all/ }).focus()
      await page.keyboard.press('Enter')
      // What the light journey ended is open again for the dark one.
      const places = theme === 'light' ? 2 : 4
      for (let round = 1; round <= places; round++) {
        await expect(page.getByText('You asked to connect before a tool needs it')).toBeVisible()
        await page.getByRole('button', { name: 'Continue' }).click()
        await agreeAtProvider(page, 'alice')
        await expect(page.getByRole('heading', { name: 'Authorization completed' })).toBeVisible()
        await page.getByRole('link', { name: 'Back to my connections' }).click()
        if (round < places) {
          await expect(page.getByText(new RegExp(`^${places - round} connections? to go$`))).toBeVisible()
          await expectAccessible(page)
          await picture(page, 'connections-round', theme)
          await page.getByRole('button', { name: /^Continue with/ }).click()
        }
      }
      await expect(page.getByText('That was the last one')).toBeVisible()
      await page.getByRole('button', { name: 'Close' }).click()
      await expect(row('notes').getByText('Active')).toBeVisible()
      await expect(row('reader').getByText('Active')).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'connections-active', theme)

      await row('reader')
        .getByRole('button', { name: /^Disconnect/ })
        .click()
      await expectAccessible(page)
      await picture(page, 'connections-disconnect', theme)
      await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click()
      await expect(row('reader').getByText('Revoked')).toBeVisible()

      await page.getByRole('link', { name: 'Everybody’s' }).click()
      await expect(page.getByRole('heading', { level: 1, name: 'Everybody’s connections' })).toBeVisible()
      await page.getByLabel('Gateway').selectOption({ label: `mine-${theme}` })
      await expect(page).toHaveURL(/gatewayId=mine-/)
      await page.getByLabel('Person').fill(story.postern.admin.email.slice(0, 5))
      await expect(page).toHaveURL(/person=/)
      await page.getByLabel('Status').selectOption('active')
      await expect(page.getByRole('checkbox', { name: /^Select .*notes/ })).toHaveCount(1)
      await expectAccessible(page)
      await page.getByRole('checkbox', { name: 'Select all shown' }).check()
      await picture(page, 'connections-everyones', theme)
      await page.getByRole('button', { name: 'Revoke selected' }).click()
      await expect(page.getByRole('alertdialog')).toContainText('Revoke 1 connection?')
      await expectAccessible(page)
      await picture(page, 'connections-revoke', theme)
      await page.getByRole('button', { name: 'Revoke 1 connection' }).click()
      await expect(page.getByText('No connection matches')).toBeVisible()
      await page.getByRole('button', { name: 'Clear filters' }).click()
      await expect(page.getByRole('cell').getByText('Revoked').first()).toBeVisible()
      await picture(page, 'connections-revoked', theme)
    })
  })
}
