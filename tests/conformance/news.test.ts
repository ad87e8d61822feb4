import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../_support/postern.ts'
import { createLegacyClient } from './legacy-client.ts'
import { createModernClient } from './modern-client.ts'
import { changePrompts, changeTools, updateResource } from './everything-server/state.ts'
import { startBothWays, type BothWays } from './setup.ts'
import type { Message, News, WireClient } from './wire-client.ts'

const everything = {
  toolsListChanged: true,
  promptsListChanged: true,
  resourcesListChanged: true,
  resourceSubscriptions: ['test://watched-resource'],
}
const open = {
  legacy: (url: string) => createLegacyClient(url, {}),
  modern: (url: string) => createModernClient(url, {}),
}

let ways: BothWays

beforeAll(async () => {
  ways = await startBothWays()
})
afterAll(() => ways.stop())

const methods = (news: News) => news.heard.map((message) => String(message['method']))
const hears = (news: News, method: string) =>
  eventually(
    () => Promise.resolve(methods(news)),
    (heard) => heard.includes(method),
  )

async function toolNames(client: WireClient): Promise<string[]> {
  const { messages } = await client.request('tools/list')
  return (messages[0]?.['result'] as { tools: { name: string }[] }).tools.map(({ name }) => name)
}

describe.each(['legacy', 'modern'] as const)('In the %s era, news of the server', (era) => {
  let client: WireClient
  const opened: News[] = []

  beforeAll(async () => {
    client = await open[era](ways.through)
  })
  afterAll(async () => {
    for (const news of opened) news.close()
    await client.close()
  })

  async function listen(filter: Message): Promise<News> {
    const news = await client.listen(filter)
    opened.push(news)
    if (era === 'modern') await hears(news, 'notifications/subscriptions/acknowledged')
    return news
  }

  it('of its tools reaches who listens, and by then the list is the new one', async () => {
    const news = await listen(everything)
    const before = await toolNames(client)
    await eventually(
      async () => {
        if (methods(news).length < 2) changeTools(ways.server.state)
        return methods(news)
      },
      (heard) => heard.includes('notifications/tools/list_changed'),
    )
    const straight = await open[era](ways.straight)
    await eventually(
      async () => [await toolNames(client), await toolNames(straight)],
      ([seen, wanted]) => String(seen) === String(wanted),
    )
    await straight.close()
    expect(before.length).toBeGreaterThan(0)
  })

  it('of its prompts reaches who listens', async () => {
    const news = await listen(everything)
    await eventually(
      async () => {
        changePrompts(ways.server.state)
        return methods(news)
      },
      (heard) => heard.includes('notifications/prompts/list_changed'),
    )
  })

  it('of a resource reaches who subscribed to it, and nobody else', async () => {
    const other = await open[era](ways.through)
    const uninterested = await other.listen({ toolsListChanged: true })
    opened.push(uninterested)
    const news = await listen(everything)
    if (era === 'legacy') await client.request('resources/subscribe', { uri: 'test://watched-resource' })
    await eventually(
      async () => {
        await updateResource(ways.server.state, 'test://watched-resource')
        return news.heard.find((message) => message['method'] === 'notifications/resources/updated')
      },
      (heard) => (heard?.['params'] as Message | undefined)?.['uri'] === 'test://watched-resource',
    )
    expect(methods(uninterested)).not.toContain('notifications/resources/updated')
    await other.close()
  })
})

it('of the modern era bears the id of the request that asked for it', async () => {
  const client = await open.modern(ways.through)
  const news = await client.listen({ promptsListChanged: true })
  await hears(news, 'notifications/subscriptions/acknowledged')
  await eventually(
    async () => {
      changePrompts(ways.server.state)
      changeTools(ways.server.state)
      return methods(news)
    },
    (heard) => heard.includes('notifications/prompts/list_changed'),
  )
  news.close()
  expect(methods(news)).not.toContain('notifications/tools/list_changed')
  const ids = news.heard.map(
    (message) => (message['params'] as { _meta?: Message })._meta?.['io.modelcontextprotocol/subscriptionId'],
  )
  expect(new Set(ids)).toEqual(new Set(['request-1']))
})
