import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Story } from '../_support/story.ts'
import { expect, expectAccessible, picture, signIn, test } from './support.ts'

/** Where the client waits. Playwright sees no request that a redirect leads to, so somebody must be there. */
const client = createServer((_, response) => response.end('You are signed in.'))
let redirectUri = ''
test.beforeAll(async () => {
  await new Promise<void>((resolve) => client.listen(0, '127.0.0.1', resolve))
  redirectUri = `http://localhost:${(client.address() as AddressInfo).port}/signed-in`
})
test.afterAll(() => client.close())

/** The address that an MCP client would open, after it has registered itself. */
async function authorizeUrl(story: Story, gatewayUrl: string, name: string): Promise<string> {
  const issuer = `${story.postern.publicUrl}/oauth`
  const registered = await fetch(`${issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: name, redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' }),
  })
  const { client_id } = (await registered.json()) as { client_id: string }
  const query = new URLSearchParams({
    response_type: 'code',
    client_id,
    redirect_uri: redirectUri,
    scope: 'openid offline_access mcp',
    state: 's',
    code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
    code_challenge_method: 'S256',
    resource: gatewayUrl,
  })
  return `${issuer}/authorize?${query}`
}

for (const theme of ['light', 'dark'] as const) {
  test.describe(`built-in sign-in, ${theme}`, () => {
    test.use({ theme })

    test('a gateway is made with it, a client asks, the person signs in and decides', async ({ page, story }) => {
      await signIn(page, story)
      await page.goto(`${story.postern.publicUrl}/gateways/new`)
      await expect(page.getByLabel('Built-in')).toBeChecked()
      await page.getByLabel('Name').fill(`own-${theme}`)
      await expectAccessible(page)
      await picture(page, 'gateway-new-built-in', theme)
      await page.getByRole('button', { name: 'Create gateway' }).click()
      await expect(page.getByRole('heading', { level: 1, name: `own-${theme}` })).toBeVisible()
      const gatewayUrl = await page.getByLabel('Endpoint URL').inputValue()
      await expect(page.getByText('Built-in')).toBeVisible()
      await picture(page, 'gateway-built-in', theme)

      await page.context().clearCookies()
      await page.goto(await authorizeUrl(story, gatewayUrl, `Desk agent ${theme}`))
      await expect(page).toHaveURL(/\/sign-in/)
      await page.getByLabel('Email').fill(story.postern.admin.email)
      await page.getByLabel('Password').fill(story.postern.admin.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await expect(page.getByRole('heading', { level: 1, name: `Allow Desk agent ${theme}?` })).toBeVisible()
      await expect(page.getByText(new URL(redirectUri).host, { exact: true })).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'consent', theme)
      await page.getByRole('button', { name: 'Allow', exact: true }).click()
      await expect(page).toHaveURL(/signed-in\?code=/)
    })

    test('the pages of clients, of a device and of a request that is over', async ({ page, story }) => {
      await signIn(page, story)
      await page.goto(`${story.postern.publicUrl}/mcp-clients`)
      await expect(page.getByRole('heading', { level: 1, name: 'MCP clients' })).toBeVisible()
      const name = `Build server ${theme}`
      await page.getByLabel('Name', { exact: true }).fill(name)
      await page.getByLabel('Redirect URIs').fill('http://build.example/cb')
      await page.getByRole('button', { name: 'Register client' }).click()
      await expect(page.getByLabel('Redirect URIs')).toHaveAccessibleDescription(/uses http/)
      await page.getByLabel('Redirect URIs').fill('https://build.example/cb')
      await page.getByLabel('It keeps a secret').check()
      await page.getByRole('button', { name: 'Register client' }).click()
      await expect(page.getByLabel('Client secret')).not.toHaveValue('')
      await expect(page.getByText(name)).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'mcp-clients', theme)
      const registers = page.getByLabel('Clients that register themselves')
      await registers.click()
      await expect(registers).not.toBeChecked()
      await expect(registers).toBeEnabled()
      await registers.click()
      await expect(registers).toBeChecked()
      await expect(registers).toBeEnabled()
      await page.getByRole('button', { name: `Actions for ${name}` }).click()
      await page.getByRole('menuitem', { name: 'Delete client' }).click()
      await page.getByRole('button', { name: 'Delete client' }).click()
      await expect(page.getByText(name)).toHaveCount(0)

      await page.goto(`${story.postern.publicUrl}/device?problem=unknown`)
      await expectAccessible(page)
      await picture(page, 'device', theme)
      await page.goto(`${story.postern.publicUrl}/consent?id=gone`)
      await expect(page.getByRole('heading', { level: 1, name: 'This request is over' })).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'consent-over', theme)
    })
  })
}
