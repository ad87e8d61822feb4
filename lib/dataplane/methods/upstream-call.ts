import type { Exchange } from '../exchange.ts'
import type { ToolRoute } from '../gateway-view.ts'
import type { RpcId } from '../rpc/id.ts'
import type { PostMessage } from '../upstream/destination.ts'
import { buildParameterHeaders, encodeModernCall, withoutEnvelope, type Era } from '../wire/index.ts'
import type { ToolCall } from './call-parameters.ts'
import type { CallConversation } from './call-state.ts'

/** What a question of an MCP server may ask for that we pass on; anything else would lead to methods that we lack. */
const passedOn = ['elicitation', 'sampling', 'roots'] as const

/** The parsed call written anew: what was judged is what is sent, under the name that the server knows (HT-2). */
export function upstreamCall(
  { envelope }: Exchange,
  id: RpcId,
  { toolName, parameterHeaders }: ToolRoute,
  call: ToolCall,
  { asked }: CallConversation,
): (era: Era) => PostMessage {
  const params = { name: toolName, arguments: call.arguments, _meta: withoutEnvelope(call.meta) }
  return (era) => {
    if (era === 'legacy') return { id, text: JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params }) }
    const answered = envelope && asked?.kind !== 'consent' && { inputResponses: call.inputResponses }
    const state = asked?.kind === 'server' && { requestState: asked.state }
    const declared = Object.entries(envelope?.capabilities ?? {}).filter(([name]) => passedOn.some((it) => it === name))
    const headers = buildParameterHeaders(parameterHeaders, call.arguments)
    return encodeModernCall(id, { ...params, ...answered, ...state }, Object.fromEntries(declared), headers)
  }
}
