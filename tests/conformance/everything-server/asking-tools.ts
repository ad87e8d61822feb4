import { inputRequired, inputResponse, type McpServer, type ServerContext } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { text } from './content.ts'
import { askModel, formWithChoices, formWithDefaults, oneField } from './questions.ts'

/** Tools that ask the client in the middle of a call by requests of their own: the way of revisions with sessions. */
export function registerAskingTools(server: McpServer): void {
  server.registerTool(
    'test_sampling',
    { description: "Asks the client's model.", inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, context) => {
      const answer = await context.mcpReq.requestSampling({
        messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
        maxTokens: 100,
      })
      return { content: [text(`LLM response: ${JSON.stringify(answer.content)}`)] }
    },
  )
  server.registerTool(
    'test_elicitation',
    { description: 'Asks the person.', inputSchema: z.object({ message: z.string() }) },
    async ({ message }, context) => {
      const { action, content } = await context.mcpReq.elicitInput({ message, requestedSchema: oneField('response') })
      return { content: [text(`User response: action=${action}, content=${JSON.stringify(content ?? {})}`)] }
    },
  )
  server.registerTool('test_list_roots', { description: "Asks for the client's roots." }, async (context) => {
    const { roots } = await context.mcpReq.send({ method: 'roots/list' })
    return { content: [text(`Roots: ${JSON.stringify(roots)}`)] }
  })
  server.registerTool('test_elicitation_sep1034_defaults', { description: 'Asks with defaults.' }, (context) =>
    filledIn(context, 'Please look at the defaults', formWithDefaults),
  )
  server.registerTool('test_elicitation_sep1330_enums', { description: 'Lets the person choose.' }, (context) =>
    filledIn(context, 'Please choose', formWithChoices),
  )
  server.registerTool('test_missing_capability', { description: 'Cannot work without a model.' }, (context) => {
    const answer = inputResponse(context.mcpReq.inputResponses, 'model')
    if (answer.kind === 'sampling') return { content: [text('Sampling is there.')] }
    return inputRequired({ inputRequests: { model: askModel('Are you there?', 10) } })
  })
}

async function filledIn(context: ServerContext, message: string, requestedSchema: typeof formWithDefaults) {
  const { action, content } = await context.mcpReq.elicitInput({ message, requestedSchema })
  return { content: [text(`Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`)] }
}
