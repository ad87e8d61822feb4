import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answers, changingTools, everyCapability, requests, toolCalls, type Request } from './asked.ts'
import { isNoWider, takeCaching, withoutLawfulDifferences } from './lawful.ts'
import { createLegacyClient } from './legacy-client.ts'
import { createModernClient } from './modern-client.ts'
import { converse } from './converse.ts'
import { startBothWays, type BothWays } from './setup.ts'
import type { Exchange, Message, WireClient } from './wire-client.ts'

const open = {
  legacy: (url: string) => createLegacyClient(url, everyCapability, answers),
  modern: (url: string) => createModernClient(url, everyCapability, 'info'),
}
const progressToken = 'token-ü'
const lists = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list']

let ways: BothWays

beforeAll(async () => {
  ways = await startBothWays()
})
afterAll(() => ways.stop())

describe.each(['legacy', 'modern'] as const)('In the %s era, through the gateway as straight', (era) => {
  let straight: WireClient
  let through: WireClient

  beforeAll(async () => {
    straight = await open[era](ways.straight)
    through = await open[era](ways.through)
  })
  afterAll(async () => {
    await straight.close()
    await through.close()
  })

  async function compare(method: string, params?: Message): Promise<void> {
    const wanted = await converse(straight, method, params)
    const seen = await converse(through, method, params)
    expect(seen.map(withoutLawfulDifferences)).toEqual(wanted.map(withoutLawfulDifferences))
  }

  it('the introduction has the same capabilities, instructions and versions', () => {
    const [seen, wanted] = [through.introduction, straight.introduction].map(withoutLawfulDifferences) as [
      Exchange,
      Exchange,
    ]
    expect(isNoWider(takeCaching(seen), takeCaching(wanted))).toBe(true)
    expect(seen).toEqual(wanted)
  })

  it.each(lists)('%s gives the same definitions in the same order', async (method) => {
    const seen = withoutLawfulDifferences(await through.request(method))
    const wanted = withoutLawfulDifferences(await straight.request(method))
    expect(isNoWider(takeCaching(seen), takeCaching(wanted))).toBe(true)
    expect(seen).toEqual(wanted)
  })

  it('every tool that is listed is compared here', async () => {
    const { messages } = await straight.request('tools/list')
    const { tools } = messages.at(-1)?.['result'] as { tools: { name: string }[] }
    expect(tools.map(({ name }) => name).sort()).toEqual([...Object.keys(toolCalls), ...changingTools].sort())
  })

  it.each(Object.keys(toolCalls))('the call of %s brings the same messages in the same order', async (name) => {
    await compare('tools/call', { name, arguments: toolCalls[name], _meta: { progressToken } })
  })

  it.each<Request>(requests)('%s brings the same answer, or the same error', async (...[, method, params]) => {
    await compare(method, params)
  })
})
