import {
  acceptedContent,
  completable,
  inputRequired,
  ProtocolError,
  type McpServer,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import { embedded, image, text } from './content.ts'
import { ask, oneField } from './questions.ts'

const user = <C>(content: C) => ({ role: 'user' as const, content })
const cities = ['paris', 'park', 'party', 'test-city']
const startingWith = (value: string | undefined) => cities.filter((city) => city.startsWith(value ?? ''))

export function registerPrompts(server: McpServer): void {
  server.registerPrompt('test_simple_prompt', { title: 'Simple', description: 'Without arguments.' }, () => ({
    description: 'A simple prompt',
    messages: [user(text('This is a simple prompt for testing.'))],
  }))
  server.registerPrompt(
    'test_prompt_with_arguments',
    {
      description: 'With two arguments.',
      argsSchema: z.object({
        arg1: completable(z.string().describe('First test argument'), startingWith),
        arg2: z.string().describe('Second test argument'),
      }),
    },
    ({ arg1, arg2 }) => ({ messages: [user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`))] }),
  )
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'Embeds a resource.', argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => ({
      messages: [
        user(embedded(resourceUri, 'text/plain', 'Embedded resource content for testing.')),
        user(text('Please process the embedded resource above.')),
      ],
    }),
  )
  server.registerPrompt('test_prompt_with_image', { description: 'Shows a picture.' }, () => ({
    messages: [user(image()), user(text('Please analyze the image above.'))],
  }))
  server.registerPrompt('test_input_required_result_prompt', { description: 'Asks first.' }, (context) => {
    const answer = acceptedContent(context.mcpReq.inputResponses, 'user_context', z.object({ context: z.string() }))
    if (answer !== undefined) return { messages: [user(text(`In the context of ${answer.context}`))] }
    const question = ask('What context should the prompt use?', oneField('context'))
    return inputRequired({ inputRequests: { user_context: question } })
  })
  server.registerPrompt('test_failing_prompt', { description: "Fails by the server's own error." }, () => {
    throw new ProtocolError(-32050, 'The prompt is out of order: “ünïcödé”', { since: 1.5, parts: [null, 'a'] })
  })
}
