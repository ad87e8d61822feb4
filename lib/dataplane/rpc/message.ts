import secureJsonParse from 'secure-json-parse'
import { exceedsJsonLimits } from '../../kernel/json-limits.ts'
import { isRpcId, type RpcId } from './id.ts'
import { HttpRefusal, rpcErrors } from './refusals.ts'

export type RpcMessage =
  | { kind: 'request'; id: RpcId; method: string; params: Record<string, unknown> }
  | { kind: 'notification'; method: string; params: Record<string, unknown> }
  /** An answer to a request of ours. */
  | { kind: 'response'; id: RpcId | undefined; response: { result: unknown } | { error: unknown } }

const longestBatch = 100

/**
 * What a body holds: one message, or several where it is a batch. A batch with one bad message is refused whole, before
 * any of the others is taken up. @throws HttpRefusal 400 with -32700 or -32600
 */
export function parseMessages(body: Buffer): RpcMessage | readonly RpcMessage[] {
  const excess = exceedsJsonLimits(body)
  if (excess) throw malformed(`The message was refused unread: it ${excess}.`)
  let parsed: unknown
  try {
    parsed = parseSafely(body.toString('utf8'))
  } catch {
    throw new HttpRefusal(400, 'The body is not JSON that Postern accepts.', { code: rpcErrors.parse })
  }
  if (!Array.isArray(parsed)) return envelope(parsed)
  if (parsed.length === 0 || parsed.length > longestBatch) throw malformed(`A batch has 1 to ${longestBatch} messages.`)
  const messages = parsed.map(envelope)
  if (messages.some((message) => message.kind === 'request' && message.method === 'initialize'))
    throw malformed('initialize must not be part of a batch.')
  return messages
}

/** Members of these names must not reach an object; escapes can hide them, and who writes neither spares the search for both. */
const parseSafely = (text: string): unknown =>
  text.includes('\\') || text.includes('__proto__') || text.includes('constructor') || text.startsWith('\uFEFF')
    ? (secureJsonParse.parse(text) as unknown)
    : JSON.parse(text)

function envelope(parsed: unknown): RpcMessage {
  if (!isObject(parsed) || parsed.jsonrpc !== '2.0') throw malformed('The body is not a JSON-RPC 2.0 message.')
  const { id, method, result, error } = parsed
  if (method === undefined && ('result' in parsed || 'error' in parsed))
    return { kind: 'response', id: isRpcId(id) ? id : undefined, response: 'error' in parsed ? { error } : { result } }
  if (typeof method !== 'string') throw malformed('The message has no method.')
  const params = parsed.params ?? {}
  if (!('id' in parsed)) return { kind: 'notification', method, params: isObject(params) ? params : {} }
  if (!isRpcId(id)) throw malformed('An id is a text of at most 256 characters or a whole number.')
  if (!isObject(params)) throw malformed('params must be an object.', id)
  return { kind: 'request', id, method, params }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A stranger's text; not every value can be made one. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const malformed = (message: string, id?: RpcId) => new HttpRefusal(400, message, { code: rpcErrors.invalidRequest, id })
