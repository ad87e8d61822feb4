import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  type ClientCapabilities,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'
import { text } from './content.ts'
import { ask, askModel, oneField, yesOrNo } from './questions.ts'
import type { EverythingState } from './state.ts'

const named = z.object({ name: z.string() })
const confirmed = z.object({ ok: z.boolean() })

/** Tools that answer with a question and are called again with what was answered (SEP-2322). */
export function registerInputRequiredTools(server: McpServer, state: EverythingState): void {
  const { requestStates } = state
  const askName = () => ask('What is your name?', oneField('name'))
  server.registerTool('test_input_required_result_elicitation', { description: 'Asks for a name.' }, (context) => {
    const answer = acceptedContent(context.mcpReq.inputResponses, 'user_name', named)
    if (answer === undefined) return inputRequired({ inputRequests: { user_name: askName() } })
    return { content: [text(`Hello, ${answer.name}!`)] }
  })
  server.registerTool('test_streaming_elicitation', { description: 'Tells something, then asks.' }, async (context) => {
    await context.mcpReq.log('info', 'About to ask')
    if (acceptedContent(context.mcpReq.inputResponses, 'user_name', named) === undefined)
      return inputRequired({ inputRequests: { user_name: askName() } })
    return { content: [text('Asked and answered.')] }
  })
  server.registerTool('test_input_required_result_sampling', { description: 'Asks a model.' }, (context) => {
    const answer = inputResponse(context.mcpReq.inputResponses, 'capital_question')
    if (answer.kind !== 'sampling')
      return inputRequired({ inputRequests: { capital_question: askModel('What is the capital of France?', 100) } })
    return { content: [text(`The model said: ${JSON.stringify(answer.result.content)}`)] }
  })
  server.registerTool('test_input_required_result_list_roots', { description: 'Asks for roots.' }, (context) => {
    const answer = inputResponse(context.mcpReq.inputResponses, 'client_roots')
    if (answer.kind !== 'roots') return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } })
    return { content: [text(`Roots: ${answer.roots.map(({ uri }) => uri).join(', ')}`)] }
  })
  for (const name of ['test_input_required_result_request_state', 'test_input_required_result_tampered_state'])
    server.registerTool(name, { description: 'Seals where it was.' }, async (context) => {
      const at = context.mcpReq.requestState<{ step: string }>()
      const answer = acceptedContent(context.mcpReq.inputResponses, 'confirm', confirmed)
      if (answer !== undefined && at?.step === name) return { content: [text(`state-ok: ${answer.ok}`)] }
      return inputRequired({
        inputRequests: { confirm: ask('Please confirm', yesOrNo('ok')) },
        requestState: await requestStates.mint({ step: name }),
      })
    })
  server.registerTool(
    'test_input_required_result_multiple_inputs',
    { description: 'Asks three at once.' },
    async (context) => {
      const answers = context.mcpReq.inputResponses
      const answer = acceptedContent(answers, 'user_name', named)
      const greeting = inputResponse(answers, 'greeting')
      const roots = inputResponse(answers, 'client_roots')
      if (answer !== undefined && greeting.kind === 'sampling' && roots.kind === 'roots')
        return {
          content: [text(`${JSON.stringify(greeting.result.content)} ${answer.name}, ${roots.roots.length} root(s)`)],
        }
      return inputRequired({
        inputRequests: {
          user_name: askName(),
          greeting: askModel('Generate a greeting', 50),
          client_roots: inputRequired.listRoots(),
        },
        requestState: await requestStates.mint({ step: 'all three' }),
      })
    },
  )
  server.registerTool('test_input_required_result_multi_round', { description: 'Asks twice.' }, async (context) => {
    const at = context.mcpReq.requestState<{ step: string }>()?.step
    const first = acceptedContent(context.mcpReq.inputResponses, 'step1', named)
    const second = acceptedContent(context.mcpReq.inputResponses, 'step2', z.object({ color: z.string() }))
    if (at?.startsWith('second ') && second !== undefined)
      return { content: [text(`${at.slice('second '.length)} likes ${second.color}`)] }
    if (at === 'first' && first !== undefined)
      return inputRequired({
        inputRequests: { step2: ask('Step 2: What is your favorite color?', oneField('color')) },
        requestState: await requestStates.mint({ step: `second ${first.name}` }),
      })
    return inputRequired({
      inputRequests: { step1: ask('Step 1: What is your name?', oneField('name')) },
      requestState: await requestStates.mint({ step: 'first' }),
    })
  })
  server.registerTool(
    'test_input_required_result_capabilities',
    { description: 'Asks what can be answered.' },
    (context) => {
      const declared = declaredBy(context)
      if (Object.keys(context.mcpReq.inputResponses ?? {}).length > 0) return { content: [text('Answered.')] }
      const inputRequests = {
        ...(declared.sampling === undefined ? {} : { question: askModel('Anything?', 10) }),
        ...(declared.elicitation === undefined ? {} : { user_name: askName() }),
        ...(declared.roots === undefined ? {} : { client_roots: inputRequired.listRoots() }),
      }
      if (Object.keys(inputRequests).length === 0) return { content: [text('Nobody there to ask.')] }
      return inputRequired({ inputRequests })
    },
  )
}

/** What the client said with this request that it can do; the SDK leaves the envelope untyped. */
function declaredBy(context: ServerContext): ClientCapabilities {
  const envelope: Record<string, unknown> = context.mcpReq.envelope ?? {}
  return (envelope[CLIENT_CAPABILITIES_META_KEY] ?? {}) as ClientCapabilities
}
