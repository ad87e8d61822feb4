import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answers,
  changingTools,
  everyCapability,
  olderRequests,
  refusals,
  requests,
  toolCalls,
  type Request,
} from './asked.ts'
import { isNoWider, takeCaching, withoutLawfulDifferences, withoutWords } from './lawful.ts'
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

  async function compare(method: string, params?: Message, shown = withoutLawfulDifferences): Promise<void> {
    const wanted = await converse(straight, method, params)
    const seen = await converse(through, method, params)
    expect(seen.map(shown)).toEqual(wanted.map(shown))
  }

  it('the introduction has the same capabilities, instructions and versions', () => {
    const [seen, wanted] = [through.introduction, straight.introduction].map(withoutLawfulDifferences) as [
      Exchange,
      Exchange,
    ]
    // Which revisions it speaks is the gateway's own to say as well.
    expect(takeVersions(seen)).toEqual(expect.arrayContaining([...takeVersions(wanted)]))
    // How long an introduction may be kept is the gateway's own to say: it does not depend on who asks.
    expect(takeCaching(seen).ttlMs ?? 0).toBeLessThanOrEqual(takeCaching(wanted).ttlMs ?? 0)
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

  it.each<Request>(olderRequests)('%s is answered, or refused, alike', async (...[, method, params]) => {
    await compare(method, params, era === 'modern' ? inOwnWords : withoutLawfulDifferences)
  })

  it.each<Request>(refusals)('%s is refused with the same status, code and data', async (...[, method, params]) => {
    await compare(method, params, inOwnWords)
  })
})

const takeVersions = ({ messages }: Exchange): readonly string[] => {
  const result = messages.at(-1)?.['result'] as { supportedVersions?: string[] }
  const { supportedVersions = [] } = result
  delete result.supportedVersions
  return supportedVersions
}

const inOwnWords = (exchange: Exchange) => withoutWords(withoutLawfulDifferences(exchange))
