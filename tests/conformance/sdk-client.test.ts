import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answers, everyCapability } from './asked.ts'
import { startBothWays, type BothWays } from './setup.ts'

let ways: BothWays

beforeAll(async () => {
  ways = await startBothWays()
})
afterAll(() => ways.stop())

const ofTheServer = ['sampling/createMessage', 'elicitation/create', 'roots/list'] as const

/** Everything that the SDK's client tells its user in one go through the fixture, in its order. */
async function story(url: string, era: 'legacy' | 'modern') {
  const heard: unknown[] = []
  const client = new Client(
    { name: 'sdk', version: '1' },
    { capabilities: everyCapability, versionNegotiation: { mode: era === 'legacy' ? 'legacy' : 'auto' } },
  )
  for (const method of ofTheServer)
    client.setRequestHandler(method, (request) => {
      heard.push([method, request.params])
      return answers[method] as never
    })
  client.setNotificationHandler('notifications/message', ({ params }) => void heard.push(['log', params]))
  await client.connect(new StreamableHTTPClientTransport(new URL(url)))
  const asking = era === 'legacy' ? 'test_elicitation' : 'test_input_required_result_multiple_inputs'
  const seen = {
    capabilities: client.getServerCapabilities(),
    instructions: client.getInstructions(),
    revision: client.getNegotiatedProtocolVersion(),
    prompts: (await client.listPrompts()).prompts,
    resources: (await client.listResources()).resources,
    templates: (await client.listResourceTemplates()).resourceTemplates,
    tools: (await client.listTools()).tools,
    structured: (await client.callTool({ name: 'test_structured_content', arguments: { city: 'Bern' } }))
      .structuredContent,
    asked: (await client.callTool({ name: asking, arguments: { message: 'Who?' } })).content,
    progress: (
      await client.callTool(
        { name: 'test_tool_with_progress', arguments: {} },
        { onprogress: (progress) => void heard.push(['progress', progress]) },
      )
    ).content,
    failing: await client
      .getPrompt({ name: 'test_failing_prompt' })
      .catch((error: { code?: number; data?: unknown }) => [error.code, error.data, String(error)]),
    read: (await client.readResource({ uri: 'test://template/7/data' })).contents,
  }
  await client.close()
  return { ...seen, heard }
}

describe.each(['legacy', 'modern'] as const)("The MCP SDK's client of the %s era", (era) => {
  it('tells the same story through the gateway as straight', async () => {
    const straight = await story(ways.straight, era)
    expect(straight.heard.length).toBeGreaterThan(3)
    expect(await story(ways.through, era)).toEqual(straight)
  })
})
