import secureJsonParse from 'secure-json-parse'
import { isRpcId, type RpcId } from './id.ts'
import { exceedsJsonLimits } from '../../kernel/json-limits.ts'
import { HttpRefusal, rpcErrors } from './refusals.ts'

export type RpcMessage =
  | { kind: 'request'; id: RpcId; method: string; params: Record<string, unknown> }
  | { kind: 'notification'; method: string }
  /** An answer to a request of ours; this form of the data plane asks nothing, so there is nothing to match it with. */
  | { kind: 'response' }

/** One JSON-RPC message. @throws HttpRefusal 400 with -32700 or -32600 */
export function parseMessage(body: Buffer): RpcMessage {
  const excess = exceedsJsonLimits(body)
  if (excess) throw malformed(`The message was refused unread: it ${excess}.`)
  let parsed: unknown
  try {
    parsed = secureJsonParse.parse(body.toString('utf8'))
  } catch {
    throw new HttpRefusal(400, 'The body is not JSON that Postern accepts.', { code: rpcErrors.parse })
  }
  return envelope(parsed)
}

function envelope(parsed: unknown): RpcMessage {
  if (Array.isArray(parsed)) throw malformed('Batches are not accepted here: send one message per request.')
  if (!isObject(parsed) || parsed.jsonrpc !== '2.0') throw malformed('The body is not a JSON-RPC 2.0 message.')
  if (parsed.method === undefined && ('result' in parsed || 'error' in parsed)) return { kind: 'response' }
  if (typeof parsed.method !== 'string') throw malformed('The message has no method.')
  if (!('id' in parsed)) return { kind: 'notification', method: parsed.method }
  if (!isRpcId(parsed.id)) throw malformed('An id is a text of at most 256 characters or a whole number.')
  const params = parsed.params ?? {}
  if (!isObject(params)) throw malformed('params must be an object.', parsed.id)
  return { kind: 'request', id: parsed.id, method: parsed.method, params }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const malformed = (message: string, id?: RpcId) => new HttpRefusal(400, message, { code: rpcErrors.invalidRequest, id })
