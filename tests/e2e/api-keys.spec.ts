import { agreeAtProvider, expect, expectAccessible, picture, signIn, test } from './support.ts'
import { createTarget, rpc, toolSchema } from '../_support/story.ts'

test('a program is given a key: made, copied, used, granted an account, revoked and deleted', async ({
  page,
  story,
}) => {
  const { publicUrl } = story.postern
  const inBothThemes = async (name: string) => {
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await expectAccessible(page)
      await picture(page, name, theme)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  await signIn(page, story)
  await page.goto(`${publicUrl}/gateways/new`)
  await page.getByLabel('Name', { exact: true }).fill('programs')
  await page.getByRole('radio', { name: 'API keys' }).check()
  await expect(page.getByText('its keys are made on its page')).toBeVisible()
  await inBothThemes('gateway-with-keys')
  await page.getByRole('button', { name: 'Create gateway' }).click()
  await expect(page.getByText('nobody can call it yet')).toBeVisible()
  const gatewayUrl = await page.getByLabel('Endpoint URL').inputValue()
  const gatewayId = /gateways\/([^/]+)\/mcp$/.exec(gatewayUrl)?.[1] ?? ''
  const gateway = { gatewayId, gatewayUrl }
  await createTarget({ ...story, gateway }, { name: 'notes', schema: toolSchema })
  await createTarget({ ...story, gateway }, { name: 'others', schema: toolSchema })
  await page.reload()

  const create = page.getByRole('button', { name: 'Create API key', exact: true })
  await create.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused()
  await page.keyboard.type('ci agent')
  await page.getByRole('radio', { name: 'Some targets' }).check()
  const submit = page.locator('form').getByRole('button', { name: 'Create API key' })
  await submit.click()
  await expect(page.getByText('Give at least one.')).toBeVisible()
  await page.getByRole('checkbox', { name: 'notes' }).check()
  await inBothThemes('api-key-form')
  await submit.click()

  const made = page.getByRole('group', { name: 'API key ci agent was created' })
  await expect(made).toBeFocused()
  const apiKey = await made.getByLabel('API key').inputValue()
  expect(apiKey).toMatch(/^postern_/)
  await inBothThemes('api-key-made')
  await made.getByRole('button', { name: 'I have copied it' }).click()
  await expect(made).toBeHidden()
  const row = page.getByRole('table', { name: 'API keys' }).getByRole('row', { name: /ci agent/ })
  await expect(row).toContainText('Active')
  await expect(row).toContainText('notes')
  expect(await page.content()).not.toContain(apiKey.slice(25))

  const tools = await rpc(gatewayUrl, apiKey, 'tools/list')
  expect(tools.result?.tools?.map(({ name }) => name)).toEqual(['notes___whoami', 'notes___list_notes'])
  const asked = await rpc(gatewayUrl, apiKey, 'tools/call', { name: 'notes___whoami', arguments: {} })
  await page.goto(asked.error?.data?.elicitations?.[0]?.url ?? '')
  await expect(page.getByText('Everyone who uses API key ci agent will act with the account')).toBeVisible()
  await inBothThemes('connect-program')
  await page.getByRole('button', { name: 'Continue' }).click()
  await agreeAtProvider(page, 'alice')
  await expect(page.getByRole('heading', { name: 'Authorization completed' })).toBeVisible()
  const answered = await rpc(gatewayUrl, apiKey, 'tools/call', { name: 'notes___whoami', arguments: {} })
  expect(JSON.stringify(answered.result)).toContain('alice')

  await page.goto(`${publicUrl}/connections/all`)
  const connection = page.getByRole('row', { name: /ci agent/ })
  await expect(connection).toContainText('Machine')
  await picture(page, 'connections-of-a-key', 'light')

  await page.goto(`${publicUrl}/gateways/${gatewayId}/connect?client=claude-code`)
  await expect(page.getByText("--header 'Authorization: Bearer YOUR_API_KEY'")).toBeVisible()
  await expect(page.getByText('an administrator of Postern opens it')).toBeVisible()
  await expectAccessible(page)
  await picture(page, 'connect-client-with-key', 'light')

  await page.goto(`${publicUrl}/gateways/${gatewayId}`)
  await page.getByRole('button', { name: 'Actions for ci agent' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Revoke key' }).press('Enter')
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await expect(row).toContainText('Revoked')
  expect((await rpc(gatewayUrl, apiKey, 'tools/list')).status).toBe(401)
  await inBothThemes('api-keys')
  await page.getByRole('button', { name: 'Actions for ci agent' }).click()
  await page.getByRole('menuitem', { name: 'Delete key' }).click()
  await page.getByRole('button', { name: 'Delete key' }).click()
  await expect(page.getByText('No API key yet')).toBeVisible()
  await page.goto(`${publicUrl}/connections/all?status=active`)
  await expect(page.getByRole('row', { name: /ci agent/ })).toBeHidden()
})
