import { isObject } from '../../rpc/message.ts'
import { metaKeys, modernRevision } from './envelope.ts'
import type { EncodedMessage } from './upstream-message.ts'

/** What a listener wants to hear of. */
export interface NewsFilter {
  toolsListChanged?: boolean
  promptsListChanged?: boolean
  resourcesListChanged?: boolean
  /** URIs */
  resourceSubscriptions?: readonly string[]
}

const method = 'subscriptions/listen'
const subscriptionId = 'io.modelcontextprotocol/subscriptionId'
const acknowledged = 'notifications/subscriptions/acknowledged'

/** Asks a server of this revision for a stream of its news. */
export function encodeModernListen(id: string, filter: NewsFilter): EncodedMessage {
  const _meta = {
    [metaKeys.version]: modernRevision,
    [metaKeys.capabilities]: {},
    [metaKeys.client]: { name: 'postern', version: '1' },
  }
  const params = { notifications: filter, _meta }
  return {
    id,
    text: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
    headers: { 'mcp-method': method },
  }
}

/** News are short; what is longer is not worth reading. */
const longest = 65_536

/** A message of such a stream as it is without the subscription that it came by; undefined for what is none of the news. */
export function withoutSubscription(text: string): string | undefined {
  const message = text.length > longest ? undefined : parsed(text)
  if (!isObject(message) || message.method === acknowledged) return undefined
  if (!isObject(message.params) || !isObject(message.params._meta)) return text
  const { [subscriptionId]: _, ...meta } = message.params._meta
  const { _meta: __, ...params } = message.params
  const left = { ...params, ...(Object.keys(meta).length > 0 && { _meta: meta }) }
  return JSON.stringify({ ...message, params: Object.keys(left).length > 0 ? left : undefined })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
