import { McpServer } from '@modelcontextprotocol/server'
import { registerAskingTools } from './asking-tools.ts'
import { text } from './content.ts'
import { registerInputRequiredTools } from './input-required.ts'
import { registerPlainTools } from './plain-tools.ts'
import { registerPrompts } from './prompts.ts'
import { registerResources } from './resources.ts'
import { registerRunningTools } from './running-tools.ts'
import type { EverythingState, SessionParts } from './state.ts'

/** One server with all that the protocol has, as the conformance suite wants to find it; the same for both eras. */
export function createEverything(state: EverythingState): SessionParts {
  const server = new McpServer(
    { name: 'everything', version: '1.0.0', title: 'Everything' },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
      instructions: 'Offers one of everything. Ask for what you want to see.',
      cacheHints: {
        'tools/list': { ttlMs: 5_000, cacheScope: 'public' },
        'prompts/list': { ttlMs: 5_000, cacheScope: 'private' },
        'resources/list': { ttlMs: 5_000, cacheScope: 'public' },
      },
      requestState: { verify: state.requestStates.verify },
    },
  )
  registerPlainTools(server)
  registerRunningTools(server, state)
  registerAskingTools(server)
  registerInputRequiredTools(server, state)
  registerPrompts(server)
  registerResources(server)
  const visitingTool = server.registerTool('test_visiting_tool', { description: 'Comes and goes.' }, () => ({
    content: [text('Here for now.')],
  }))
  const visitingPrompt = server.registerPrompt('test_visiting_prompt', { description: 'Comes and goes.' }, () => ({
    messages: [],
  }))
  if (!state.hasVisitingTool) visitingTool.disable()
  if (!state.hasVisitingPrompt) visitingPrompt.disable()
  const subscribed = new Set<string>()
  server.server.setRequestHandler('resources/subscribe', ({ params }) => {
    subscribed.add(params.uri)
    return {}
  })
  server.server.setRequestHandler('resources/unsubscribe', ({ params }) => {
    subscribed.delete(params.uri)
    return {}
  })
  return { server, visitingTool, visitingPrompt, subscribed }
}
