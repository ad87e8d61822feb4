import { exceedsJsonLimits } from '../../kernel/json-limits.ts'
import { isRpcId, type RpcId } from './id.ts'
import { isObject } from './message.ts'

/** Questions of MCP servers that are longer are not passed on: they are shown to people, or become a prompt. */
const maxBytes = 256 * 1024

/** A request or notification that an MCP server sent of its own accord. */
export interface ServerMessage {
  id: RpcId | undefined
  method: string
  /** Undefined where the server wrote none. */
  params: Record<string, unknown> | undefined
}

/** Undefined for what is too long, too deep or no such message (I9). */
export function readServerMessage(text: string): ServerMessage | undefined {
  const bytes = Buffer.from(text)
  if (bytes.length > maxBytes || exceedsJsonLimits(bytes)) return undefined
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(parsed) || typeof parsed.method !== 'string') return undefined
  const { params } = parsed
  if (params !== undefined && !isObject(params)) return undefined
  return { id: isRpcId(parsed.id) ? parsed.id : undefined, method: parsed.method, params }
}

export const notificationText = (method: string, params?: object): string =>
  JSON.stringify({ jsonrpc: '2.0', method, ...(params && { params }) })

export const responseText = (id: RpcId, response: { result: unknown } | { error: unknown }): string =>
  JSON.stringify({ jsonrpc: '2.0', id, ...response })
