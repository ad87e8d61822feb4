import { test as base, expect } from '@playwright/test'
import { startPostern, type RunningPostern } from '../_support/postern.ts'
import { expectAccessible, picture } from './support.ts'

base.describe('the first start', () => {
  let postern: RunningPostern
  base.beforeAll(async () => {
    postern = await startPostern({ ADMIN_EMAIL: '', ADMIN_PASSWORD: '' })
  })
  base.afterAll(() => postern?.stop())

  base('prints a link that makes the first account, once', async ({ page }) => {
    const link = new RegExp(`${postern.publicUrl}/setup\\?token=\\S+`).exec(postern.output())?.[0] ?? ''
    await page.goto(link)
    await expectAccessible(page)
    await picture(page, 'setup', 'light')
    await page.getByLabel('Email').fill('first@example.com')
    await page.getByLabel('Password').fill('a long first password')
    await page.getByRole('button').first().click()
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
    await picture(page, 'overview-empty', 'light')
    await page.context().clearCookies()
    await page.goto(link)
    await expect(page.getByLabel('Password')).toHaveCount(0)
    await picture(page, 'setup-used', 'light')
  })

  base('signs nobody in with a wrong password, and leads every console page to sign-in', async ({ page }) => {
    for (const path of ['', 'gateways', 'oauth-clients', 'catalogue', 'settings']) {
      await page.goto(`${postern.publicUrl}/${path}`)
      await expect(page).toHaveURL(/\/sign-in/)
    }
    await page.getByLabel('Email').fill('first@example.com')
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert').filter({ hasText: /\w/ }).first()).toBeVisible()
    await expectAccessible(page)
    await picture(page, 'sign-in-wrong', 'light')
  })
})
