import type { Page } from '@playwright/test'
import { builtInGateway } from '../_support/built-in-sign-in.ts'
import { createTarget, toolSchema, type Story } from '../_support/story.ts'
import { expect, expectAccessible, expectKeyboard, picture, signIn, test } from './support.ts'

/** Every address of the console, as each role sees it. `{gateway}` and `{target}` stand for a place with something in it. */
const pages: Readonly<Record<string, readonly string[]>> = {
  admin: [
    '',
    'gateways',
    'gateways/new',
    'gateways/{gateway}',
    'gateways/{gateway}/edit',
    'gateways/{gateway}/connect',
    'gateways/{gateway}/targets/new',
    'gateways/{gateway}/targets/{target}',
    'gateways/{gateway}/targets/{target}/edit',
    'oauth-clients',
    'oauth-clients/new',
    'oauth-clients/notes',
    'mcp-clients',
    'catalogue',
    'catalogue/prompts',
    'catalogue/resources',
    'connections',
    'connections/all',
    'people',
    'people/new',
    'people/{person}',
    'settings',
    'settings/sign-in',
    'sign-in/link',
    'device',
    'return',
  ],
  operator: ['', 'gateways/{gateway}', 'gateways/{gateway}/targets/{target}', 'oauth-clients/notes', 'mcp-clients'],
  auditor: ['', 'gateways/{gateway}', 'gateways/{gateway}/targets/{target}', 'people/{person}', 'connections/all'],
  'team-lead': ['', 'gateways', 'gateways/{gateway}', 'gateways/{gateway}/connect', 'catalogue'],
  member: ['', 'connections', 'settings'],
}

/** Signs in as a person of this role, whom the administrator's session makes for it. */
async function enter(page: Page, story: Story, role: string, gatewayId: string): Promise<string> {
  const { publicUrl } = story.postern
  await signIn(page, story)
  const person = {
    ...{ email: `${role}-${Date.now()}@example.com`, password: 'a password of some length' },
    ...{ role: role === 'admin' ? 'member' : role, ...(role === 'team-lead' && { gatewayIds: [gatewayId] }) },
  }
  const headers = { origin: publicUrl, 'x-postern-console': '1' }
  const made = await page.request.post(`${publicUrl}/api/console/people`, { headers, data: person })
  if (role !== 'admin') {
    await page.context().clearCookies()
    await page.goto(`${publicUrl}/sign-in`)
    await page.getByLabel('Email').fill(person.email)
    await page.getByLabel('Password').fill(person.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  }
  return ((await made.json()) as { person: { userId: string } }).person.userId
}

test.describe.configure({ mode: 'parallel' })

for (const [role, paths] of Object.entries(pages))
  test(`every page of the ${role}: nothing fails to load, in both themes axe finds nothing, 320 px are enough, the keyboard reaches all`, async ({
    page,
    story,
  }) => {
    test.setTimeout(300_000)
    const { gatewayId } = await builtInGateway(story, `pages-of-${role}`)
    const { targetId = '' } = await createTarget(
      { ...story, gateway: { ...story.gateway, gatewayId } },
      { name: 'notes', schema: toolSchema },
    )
    const userId = await enter(page, story, role, gatewayId)
    for (const path of paths) {
      const filled = path.replace('{gateway}', gatewayId).replace('{target}', targetId).replace('{person}', userId)
      await page.goto(`${story.postern.publicUrl}/${filled}`)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
      await expect(page.getByRole('alert').filter({ hasText: /\w/ }), path).toHaveCount(0)
      await expect(page.getByText('could not be loaded'), path).toHaveCount(0)
      for (const theme of ['light', 'dark'] as const) {
        // Colours that are still on their way from one theme to the other have no contrast of their own.
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
        await expectAccessible(page)
        await picture(page, `page-${role}-${path.replaceAll(/\W+/g, '-')}`, theme)
      }
      await expectKeyboard(page)
    }
  })

test('the first Tab leads past the navigation, and a dialog gives the focus back when it is closed', async ({
  page,
  story,
}) => {
  const { gatewayId } = await builtInGateway(story, 'pages-of-dialogs')
  const { targetId } = await createTarget(
    { ...story, gateway: { ...story.gateway, gatewayId } },
    { name: 'notes', schema: toolSchema },
  )
  const userId = await enter(page, story, 'admin', gatewayId)
  await page.goto(story.postern.publicUrl)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()

  for (const [path, name] of [
    [`gateways/${gatewayId}/targets/${targetId}`, 'Delete target'],
    ['oauth-clients/notes', 'Delete OAuth client'],
    [`people/${userId}`, 'Remove person'],
  ] as const) {
    await page.goto(`${story.postern.publicUrl}/${path}`)
    const opener = page.getByRole('button', { name, exact: true })
    await opener.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('alertdialog')
    await expect(dialog).toBeVisible()
    await expect(dialog.locator(':focus')).toHaveCount(1)
    for (let press = 0; press < 5; press++) await page.keyboard.press('Tab')
    await expect(dialog.locator(':focus')).toHaveCount(1)
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(opener).toBeFocused()
  }
})
