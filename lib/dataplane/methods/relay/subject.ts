import type { TargetRoute } from '../../gateway-view.ts'
import type { ParameterHeader } from '../../wire/index.ts'

/** What one relayed request is about: worked out once, before anything is asked of anybody. */
export interface CallSubject extends TargetRoute {
  method: RelayedMethod
  /** In the client's words. */
  name: string
  /** `params` as the MCP server knows them, without `_meta`. */
  params: Record<string, unknown>
  /** What servers of the newer era want repeated in a header. */
  headerName?: string
  parameterHeaders?: readonly ParameterHeader[]
}

export type RelayedMethod =
  | 'tools/call'
  | 'prompts/get'
  | 'resources/read'
  | 'completion/complete'
  | 'resources/subscribe'
  | 'resources/unsubscribe'

/** Of these an answer may be a question, and the call can wait for an answer to it. */
const asking: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read'])

export const canAsk = ({ method }: Pick<CallSubject, 'method'>): boolean => asking.has(method)
