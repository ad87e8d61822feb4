import { isObject } from '../../rpc/message.ts'
import { RpcRefusal, rpcErrors } from '../../rpc/refusals.ts'

/** AgentCore's name for what a caller may say about the credential of one call (agentcore.md f.4). */
const overrideKey = 'aws.bedrock-agentcore.gateway/credentialProviderConfiguration'

/** What every relayed method may say beside its subject. */
export interface CallOptions {
  /** What goes on to the MCP server; the override does not. */
  meta: Record<string, unknown> | undefined
  returnUrl: string | undefined
  forceAuthentication: boolean
  /** Of a retry: what the person answered by the names of the questions, and the state that came with these. */
  inputResponses: Record<string, unknown> | undefined
  requestState: string | undefined
}

/** @throws RpcRefusal -32602 naming the member */
export function readCallOptions(params: Record<string, unknown>): CallOptions {
  const { _meta: meta, inputResponses, requestState } = params
  if (meta !== undefined && !isObject(meta)) throw invalid('params._meta must be an object.')
  if (inputResponses !== undefined && !isObject(inputResponses))
    throw invalid('params.inputResponses must be an object.')
  if (requestState !== undefined && typeof requestState !== 'string')
    throw invalid('params.requestState must be the text that came with the question.')
  const { returnUrl, forceAuthentication } = readOverride(meta?.[overrideKey])
  return { meta: withoutOverride(meta), returnUrl, forceAuthentication, inputResponses, requestState }
}

function withoutOverride(meta: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (!meta || !Object.hasOwn(meta, overrideKey)) return meta && Object.keys(meta).length > 0 ? meta : undefined
  const { [overrideKey]: _, ...forwarded } = meta
  return Object.keys(forwarded).length > 0 ? forwarded : undefined
}

/** AgentCore's documents spell the inner key in two ways. */
function readOverride(override: unknown): Pick<CallOptions, 'returnUrl' | 'forceAuthentication'> {
  if (override === undefined) return { returnUrl: undefined, forceAuthentication: false }
  const inner = isObject(override) ? (override.oauthCredentialProvider ?? override.oauthcredentialProvider) : undefined
  if (!isObject(inner)) throw invalid(`params._meta["${overrideKey}"] must hold oauthCredentialProvider.`)
  const { returnUrl, forceAuthentication = false } = inner
  if (returnUrl !== undefined && typeof returnUrl !== 'string') throw invalid('returnUrl must be a text.')
  if (typeof forceAuthentication !== 'boolean') throw invalid('forceAuthentication must be true or false.')
  return { returnUrl, forceAuthentication }
}

const invalid = (message: string) => new RpcRefusal(rpcErrors.invalidParams, message)
