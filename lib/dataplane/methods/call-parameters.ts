import { isObject } from '../rpc/message.ts'
import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'

/** AgentCore's name for what a caller may say about the credential of one call (agentcore.md f.4). */
const overrideKey = 'aws.bedrock-agentcore.gateway/credentialProviderConfiguration'

export interface ToolCall {
  name: string
  arguments: Record<string, unknown> | undefined
  /** What goes on to the MCP server; the override does not. */
  meta: Record<string, unknown> | undefined
  returnUrl: string | undefined
  forceAuthentication: boolean
  /** Of a retry: what the person answered by the names of the questions, and the state that came with these. */
  inputResponses: Record<string, unknown> | undefined
  requestState: string | undefined
}

/** @throws RpcRefusal -32602 naming the member */
export function readToolCall(params: Record<string, unknown>): ToolCall {
  const { name, arguments: args, _meta: meta, inputResponses, requestState } = params
  if (typeof name !== 'string') throw invalid('params.name must be the name of a tool.')
  if (args !== undefined && !isObject(args)) throw invalid('params.arguments must be an object.')
  if (meta !== undefined && !isObject(meta)) throw invalid('params._meta must be an object.')
  if (inputResponses !== undefined && !isObject(inputResponses))
    throw invalid('params.inputResponses must be an object.')
  if (requestState !== undefined && typeof requestState !== 'string')
    throw invalid('params.requestState must be the text that came with the question.')
  const { [overrideKey]: override, ...forwarded } = meta ?? {}
  return {
    name,
    arguments: args,
    meta: Object.keys(forwarded).length > 0 ? forwarded : undefined,
    ...readOverride(override),
    inputResponses,
    requestState,
  }
}

/** AgentCore's documents spell the inner key in two ways. */
function readOverride(override: unknown): Pick<ToolCall, 'returnUrl' | 'forceAuthentication'> {
  if (override === undefined) return { returnUrl: undefined, forceAuthentication: false }
  const inner = isObject(override) ? (override.oauthCredentialProvider ?? override.oauthcredentialProvider) : undefined
  if (!isObject(inner)) throw invalid(`params._meta["${overrideKey}"] must hold oauthCredentialProvider.`)
  const { returnUrl, forceAuthentication = false } = inner
  if (returnUrl !== undefined && typeof returnUrl !== 'string') throw invalid('returnUrl must be a text.')
  if (typeof forceAuthentication !== 'boolean') throw invalid('forceAuthentication must be true or false.')
  return { returnUrl, forceAuthentication }
}

const invalid = (message: string) => new RpcRefusal(rpcErrors.invalidParams, message)
