import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { agreeAtProvider, expect, expectAccessible, picture, signIn, test } from './support.ts'

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ theme })

    test('an administrator adds a provider, connects an account there and signs in with it', async ({
      page,
      story,
      browser,
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
      await page.getByRole('button', { name: 'Actions for Company' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Edit' }).press('Enter')
      await expect(page.getByRole('heading', { level: 1, name: 'Edit Company' })).toBeVisible()
      await expect(page.getByLabel('Client secret')).toHaveValue('')
      await page.getByLabel('Name on the button').fill('Company Ltd')
      await page.getByLabel('Who may come').selectOption('anybody')
      await page.getByLabel('Group claim').fill('sub')
      await page.getByLabel('Roles by group').fill('bob = boss')
      await page.getByRole('button', { name: 'Save changes' }).press('Enter')
      await expect(page.getByLabel('Roles by group')).toBeFocused()
      await page.getByLabel('Roles by group').fill('CN=Staff,OU=All = member\nbob = auditor')
      await expectAccessible(page)
      await picture(page, 'sign-in-provider-edit', theme)
      await page.getByRole('button', { name: 'Save changes' }).press('Enter')
      await expect(page.getByRole('cell', { name: 'Anybody whom the provider lets in' })).toBeVisible()
      await page.getByRole('link', { name: 'Company Ltd' }).click()
      await expect(page.getByLabel('Roles by group')).toHaveValue('CN=Staff,OU=All = member\nbob = auditor')

      const other = await browser.newContext({ colorScheme: theme })
      const bob = await other.newPage()
      await bob.goto(`${publicUrl}/sign-in`)
      await bob.getByRole('button', { name: 'Continue with Company Ltd' }).click()
      await agreeAtProvider(bob, 'bob')
      await expect(bob.getByRole('link', { name: 'Overview' })).toBeVisible()

      await page.goto(`${publicUrl}/people`)
      await page.getByRole('link', { name: 'bob@localhost' }).click()
      await expect(page.getByText('Set by Company Ltd (group bob)').first()).toBeVisible()
      await expect(page.getByRole('radio', { name: /Auditor/ })).toBeDisabled()
      await expect(page.getByRole('radio', { name: /Auditor/ })).toBeChecked()
      await expect(page.getByRole('button', { name: 'Save changes' })).toHaveCount(0)
      await expectAccessible(page)
      await picture(page, 'person-of-provider', theme)
      await page.getByRole('button', { name: 'Take away the account at Company Ltd' }).press('Enter')
      await expect(page.getByText('the sessions that it opened end at once')).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'person-take-away', theme)
      await page.getByRole('button', { name: 'Take away', exact: true }).press('Enter')
      await expect(page.getByRole('radio', { name: /Auditor/ })).toBeEnabled()
      await bob.reload()
      await expect(bob).toHaveURL(/\/sign-in/)
      await other.close()
      await page.getByRole('button', { name: 'Remove person' }).click()
      await page.getByRole('button', { name: 'Remove person' }).last().click()
      await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible()

      await page.goto(`${publicUrl}/settings/sign-in`)
      await page.getByRole('button', { name: 'Actions for Company Ltd' }).click()
      await page.getByRole('menuitem', { name: 'Turn off' }).click()
      await expect(page.getByText('Every session that it opened ends at once')).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'sign-in-provider-off', theme)
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('button', { name: 'Actions for Company Ltd' }).click()
      await page.getByRole('menuitem', { name: 'Remove' }).click()
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Remove', exact: true }).click()
      // It had opened this session too, which is over with it.
      await expect(page).toHaveURL(/\/sign-in\?next=/)
      await signIn(page, story, { own: true })
      await page.goto(`${publicUrl}/settings/sign-in`)
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

test('a provider that a file sets says so, and leads to no form', async ({ page, story }) => {
  const { publicUrl, dataDir } = story.postern
  const file = join(dataDir, 'sign-in.json')
  const provider = { id: 'by-file', kind: 'oidc', name: 'By file', issuer: story.server.issuer, clientId: 'console' }
  await writeFile(file, JSON.stringify({ providers: [{ ...provider, clientSecret: 'planted' }] }), { mode: 0o600 })
  await signIn(page, story, { own: true })
  await expect(async () => {
    await page.goto(`${publicUrl}/settings/sign-in`)
    await expect(page.getByText('Set by file')).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
  await expect(page.getByRole('button', { name: 'Actions for By file' })).toHaveCount(0)
  await expectAccessible(page)
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await picture(page, 'sign-in-providers-by-file', theme)
  }
  await page.getByRole('link', { name: 'By file' }).press('Enter')
  await expect(page.getByText(`${file} sets this provider`)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save changes' })).toHaveCount(0)
  await expectAccessible(page)
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await picture(page, 'sign-in-provider-by-file', theme)
  }
  await writeFile(file, JSON.stringify({ providers: [] }))
  await expect(async () => {
    await page.goto(`${publicUrl}/settings/sign-in`)
    await expect(page.getByText('No providers yet')).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
  await rm(file)
})
