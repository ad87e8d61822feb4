import { expect, expectAccessible, picture, signIn, test } from './support.ts'

for (const theme of ['light', 'dark'] as const) {
  test.describe(`people, ${theme}`, () => {
    test.use({ theme })

    test('invited by a one-time link, a team lead sees the gateways named and nothing else, until disabled', async ({
      page,
      story,
      browser,
    }) => {
      const { publicUrl } = story.postern
      const email = `lead-${theme}@example.com`
      await signIn(page, story)
      await page.getByRole('link', { name: 'People' }).click()
      await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'people', theme)
      await page.getByRole('button', { name: 'Invite person' }).click()
      await page.getByLabel('Email').fill(email)
      await page.getByRole('radio', { name: /Team lead/ }).check()
      await page.getByRole('button', { name: 'Invite person' }).click()
      await expect(
        page.getByText('Name at least one gateway').or(page.getByText('Give at least one')).first(),
      ).toBeVisible()
      await page.getByRole('checkbox', { name: 'story' }).check()
      await expectAccessible(page)
      await picture(page, 'person-new', theme)
      await page.getByRole('button', { name: 'Invite person' }).click()
      const link = await page.getByLabel('One-time link').inputValue()
      await expectAccessible(page)
      await picture(page, 'person-invited', theme)
      await page.getByRole('link', { name: 'Done' }).click()
      await expect(page.getByRole('heading', { level: 1, name: email })).toBeVisible()

      const other = await browser.newContext({ colorScheme: theme })
      const visitor = await other.newPage()
      await visitor.goto(link)
      await expect(visitor.getByLabel('Email')).toHaveValue(email)
      await expectAccessible(visitor)
      await picture(visitor, 'invitation', theme)
      await visitor.getByLabel('Password').fill('a password of some length')
      await visitor.getByRole('button', { name: 'Set password and sign in' }).click()
      await expect(visitor.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
      const navigation = visitor.getByRole('navigation', { name: 'Main' })
      await expect(navigation.getByRole('link', { name: 'Catalogue' })).toBeVisible()
      await expect(navigation.getByRole('link', { name: 'OAuth clients' })).toHaveCount(0)
      await expect(navigation.getByRole('link', { name: 'People' })).toHaveCount(0)
      await visitor.goto(`${publicUrl}/gateways`)
      await expect(visitor.getByRole('link', { name: 'story' })).toBeVisible()
      await expect(visitor.getByRole('button', { name: 'Create gateway' })).toHaveCount(0)
      await visitor.goto(`${publicUrl}/people`)
      await expect(visitor.getByText('There is nothing here')).toBeVisible()
      await visitor.goto(`${publicUrl}/settings`)
      await expect(visitor.getByRole('heading', { name: 'Sessions' })).toBeVisible()
      await expectAccessible(visitor)
      await picture(visitor, 'settings-lead', theme)

      await page.reload()
      await expect(page.getByText('Active').first()).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'person', theme)
      await page.getByRole('button', { name: 'Disable person' }).click()
      await expect(page.getByRole('button', { name: 'Enable person' })).toBeVisible()
      await visitor.goto(`${publicUrl}/settings`)
      await expect(visitor).toHaveURL(/\/sign-in/)
      await visitor.goto(link)
      await expect(visitor.getByText('This link does not work any more')).toBeVisible()
      await other.close()
    })
  })
}
