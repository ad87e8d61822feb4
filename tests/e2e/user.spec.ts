import { CreateGatewayTargetCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import {
  callTool,
  complete,
  consent,
  createTarget,
  linkOf,
  targetInput,
  toolSchema,
  userToken,
} from '../_support/story.ts'
import { agreeAtProvider, expect, expectAccessible, picture, signIn, test } from './support.ts'

for (const theme of ['light', 'dark'] as const) {
  test.describe(`the user of an agent, ${theme}`, () => {
    test.use({ theme })

    test('consents from a link and lands on the return page, and the answer is his', async ({ page, story }) => {
      const name = `user-${theme}`
      await createTarget(story, { name, schema: toolSchema, returnUrl: `${story.postern.publicUrl}/return` })
      const token = await userToken(story, theme === 'light' ? 'alice' : 'bob')
      const link = linkOf(await callTool(story, token, `${name}___whoami`))
      await page.goto(link)
      await expect(page.getByText('notes:read').first()).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'connect-user', theme)
      const landed = page.waitForRequest((request) =>
        request.url().startsWith(`${story.postern.publicUrl}/return?session_id=`),
      )
      await page.getByRole('button', { name: 'Continue' }).click()
      await agreeAtProvider(page, theme === 'light' ? 'alice' : 'bob')
      const sessionUri = new URL((await landed).url()).searchParams.get('session_id') ?? ''
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectAccessible(page)
      await picture(page, 'return-signed-out', theme)
      await complete(story, { userToken: token }, sessionUri)
      const answer = await callTool(story, token, `${name}___whoami`)
      expect(answer.result?.content?.[0]?.text).toBe(theme === 'light' ? 'alice' : 'bob')
    })
  })
}

for (const theme of ['light', 'dark'] as const) {
  test.describe(`a tool that asks for more, ${theme}`, () => {
    test.use({ theme })

    test('the connect page tells what is new from what was agreed to, wide and narrow', async ({ page, story }) => {
      const name = `more-${theme}`
      const person = theme === 'light' ? 'alice' : 'bob'
      const { tools } = JSON.parse(toolSchema) as { tools: object[] }
      const addNote = { name: 'add_note', description: 'Adds a note', inputSchema: { type: 'object' } }
      const input = targetInput(story, { name, schema: JSON.stringify({ tools: [...tools, addNote] }) })
      const [configuration] = input.credentialProviderConfigurations
      if (configuration) configuration.credentialProvider.oauthCredentialProvider.scopes = ['notes:read']
      await story.postern.clients.control.send(new CreateGatewayTargetCommand(input))
      const token = await userToken(story, person)
      const asked = await callTool(story, token, `${name}___whoami`)
      if (asked.error) {
        const { sessionUri } = await consent(linkOf(asked), person)
        await complete(story, { userToken: token }, sessionUri)
      }
      await page.goto(linkOf(await callTool(story, token, `${name}___add_note`)))
      await expect(page.getByRole('heading', { level: 1 })).toContainText('Allow more')
      const fact = (term: string) => page.locator('dt', { hasText: term }).locator('xpath=following-sibling::dd[1]')
      await expect(fact('Asks for more')).toHaveText('notes:write')
      await expect(fact('Agreed to before')).toHaveText('notes:read')
      await expectAccessible(page)
      await picture(page, 'connect-more', theme)
      await page.setViewportSize({ width: 320, height: 700 })
      await expectAccessible(page)
      await picture(page, 'connect-more-narrow', theme)
    })
  })
}

test('V1: a signed-in stranger who consents for somebody else is told so, and nothing is stored', async ({
  page,
  story,
}) => {
  await createTarget(story, { name: 'stranger', schema: toolSchema, returnUrl: `${story.postern.publicUrl}/return` })
  const token = await userToken(story, 'bob')
  const meta = {
    'aws.bedrock-agentcore.gateway/credentialProviderConfiguration': {
      oauthCredentialProvider: { forceAuthentication: true },
    },
  }
  const link = linkOf(await callTool(story, token, 'stranger___whoami', meta))
  await signIn(page, story)
  await page.goto(link)
  await page.getByRole('button', { name: 'Continue' }).click()
  await agreeAtProvider(page, 'alice')
  await expect(page).toHaveURL(`${story.postern.publicUrl}/return`)
  await expect(page.getByText(/somebody else|someone else|another person|wrong person/i).first()).toBeVisible()
  await picture(page, 'return-wrong-person', 'light')
  linkOf(await callTool(story, token, 'stranger___whoami'))
})

test('the connect page works without JavaScript', async ({ browser, story }) => {
  await createTarget(story, { name: 'no-script', schema: toolSchema })
  const token = await userToken(story, 'bob')
  const meta = {
    'aws.bedrock-agentcore.gateway/credentialProviderConfiguration': {
      oauthCredentialProvider: { forceAuthentication: true },
    },
  }
  const link = linkOf(await callTool(story, token, 'no-script___whoami', meta))
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(link)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL(new RegExp(`^${story.server.issuer}`))
  await context.close()
})

test('a link that is invented gets a page that says so, with nothing to agree to', async ({ page, story }) => {
  const response = await page.goto(
    `${story.postern.publicUrl}/connect?request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3Anothing`,
  )
  expect(response?.status()).toBeLessThan(500)
  await expect(page.getByRole('button', { name: 'Continue' })).toHaveCount(0)
  await picture(page, 'connect-invalid', 'light')
})
