import type { Page } from '@playwright/test'
import { agreeAtProvider, expect, test } from './support.ts'

/** Presses Tab until the element that has the focus has this accessible name, as somebody without a mouse would. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let press = 0; press < 80; press++) {
    await page.keyboard.press('Tab')
    const label = await page.evaluate(() => {
      const element = document.activeElement
      if (element === null) return ''
      const labels =
        'labels' in element ? [...((element as HTMLInputElement).labels ?? [])].map((node) => node.textContent) : []
      return (element.getAttribute('aria-label') ?? labels.join(' ')).trim() || (element.textContent ?? '').trim()
    })
    if (typeof name === 'string' ? label === name : name.test(label)) return
  }
  throw new Error(`The keyboard does not reach ${String(name)}.`)
}

test('the admin story by keyboard alone', async ({ page, story }) => {
  await page.goto(`${story.postern.publicUrl}/sign-in`)
  await page.getByLabel('Email').focus()
  await page.keyboard.type(story.postern.admin.email)
  await tabTo(page, 'Password')
  await page.keyboard.type(story.postern.admin.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: 'Gateways' })).toBeVisible()
  await tabTo(page, 'Gateways')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('link', { name: 'story' })).toBeVisible()
  await tabTo(page, 'story')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Add target' })).toBeVisible()
  await tabTo(page, 'Add target')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Endpoint URL')).toBeEditable()
  await tabTo(page, /^Name/)
  await page.keyboard.type('by-keyboard')
  await tabTo(page, /^Endpoint URL/)
  await page.keyboard.type(story.mcp.url)
  await tabTo(page, /No authorization|OAuth/)
  await page.keyboard.press('ArrowDown')
  await tabTo(page, /^OAuth client/)
  await page.keyboard.type('notes')
  await tabTo(page, /^Scopes/)
  await page.keyboard.type('notes:read')
  await page.keyboard.press('Tab')
  await tabTo(page, 'Add target')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Needs authorization').first()).toBeVisible()
  await tabTo(page, 'Authorize')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible()
  await tabTo(page, 'Continue')
  await page.keyboard.press('Enter')
  await agreeAtProvider(page, 'alice')
  await expect(page).toHaveURL(`${story.postern.publicUrl}/return`)
})
