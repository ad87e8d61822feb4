import type { PostMessage } from '../../upstream/destination.ts'
import { buildParameterHeaders, encodeModernRequest, withoutEnvelope, type Era } from '../../wire/index.ts'
import { logLevelFor } from './log-level.ts'
import type { Call } from './call.ts'

/** Of a round in which a client of the older era answered what a newer server asked. */
export interface Answers {
  inputResponses: Record<string, unknown>
  requestState: unknown
}

/** The parsed call written anew: what was judged is what is sent, under the name that the server knows (HT-2). */
export function upstreamMessage(call: Call, era: Era, answers: Answers | undefined): PostMessage {
  const { exchange, id, subject, options, conversation } = call
  const { method, params, headerName, parameterHeaders = [] } = subject
  const own = { ...params, _meta: withoutEnvelope(options.meta) }
  if (era === 'legacy') return { id, text: JSON.stringify({ jsonrpc: '2.0', id, method, params: own }) }
  const { asked } = conversation
  const answered = exchange.envelope && asked?.kind !== 'consent' && { inputResponses: options.inputResponses }
  const state = asked?.kind === 'server' && { requestState: asked.state }
  return encodeModernRequest(
    { id, method, params: { ...own, ...answered, ...state, ...answers } },
    { capabilities: exchange.declared, logLevel: logLevelFor(exchange, call.reply) },
    {
      ...(headerName !== undefined && { 'mcp-name': headerName }),
      ...buildParameterHeaders(parameterHeaders, params.arguments as Record<string, unknown> | undefined),
    },
  )
}
