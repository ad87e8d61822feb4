import type { Exchange, Message } from './wire-client.ts'

/**
 * The differences that a gateway may make, and no others:
 * - it introduces itself by its own name (`serverInfo`, in an introduction or in `_meta`);
 * - questions of a server bear ids of their own, as do their progress tokens, and may come on either stream of a session;
 * - `requestState` is the gateway's own seal, around the server's where it has one.
 * Notifications stand in their order, and so do questions; which of the two came first is not told by two streams.
 */
export function withoutLawfulDifferences({ status, messages }: Exchange): Exchange {
  const kinds = [isNotification, isQuestion, isAnswer]
  return { status, messages: kinds.flatMap((kind) => messages.filter(kind)).map(withoutIds) }
}

const isQuestion = (message: Message): boolean => 'method' in message && 'id' in message
const isNotification = (message: Message): boolean => 'method' in message && !('id' in message)
const isAnswer = (message: Message): boolean => !('method' in message)

function withoutIds(message: Message): Message {
  const stripped = strip(message) as Message
  if (!isQuestion(message)) return stripped
  const { _meta, ...params } = (stripped['params'] ?? {}) as { _meta?: Message }
  const { progressToken: _token, ...meta } = _meta ?? {}
  const kept = Object.keys(meta).length === 0 ? params : { ...params, _meta: meta }
  return { ...stripped, id: '(an id)', ...('params' in stripped ? { params: kept } : {}) }
}

const serverInfo = 'io.modelcontextprotocol/serverInfo'

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip)
  if (typeof value !== 'object' || value === null) return value
  const kept: Message = {}
  for (const [name, member] of Object.entries(value)) {
    if (name === 'serverInfo' || name === serverInfo || name === 'requestState') continue
    if (name === '_meta' && isOnlyServerInfo(member)) continue
    kept[name] = strip(member)
  }
  return kept
}

const isOnlyServerInfo = (meta: unknown): boolean =>
  typeof meta === 'object' && meta !== null && Object.keys(meta).length === 1 && serverInfo in meta

/**
 * `ttlMs` and `cacheScope` promise something about whoever answers, so a gateway gives its own, no wider than the server's.
 * Takes them out of a list's answer; `isNoWider` compares them.
 */
export function takeCaching(exchange: Exchange): { ttlMs?: number; cacheScope?: string } {
  const result = exchange.messages.at(-1)?.['result'] as { ttlMs?: number; cacheScope?: string } | undefined
  if (result === undefined) return {}
  const { ttlMs, cacheScope } = result
  delete result.ttlMs
  delete result.cacheScope
  return { ...(ttlMs === undefined ? {} : { ttlMs }), ...(cacheScope === undefined ? {} : { cacheScope }) }
}

export const isNoWider = (seen: ReturnType<typeof takeCaching>, straight: ReturnType<typeof takeCaching>): boolean =>
  (seen.ttlMs === undefined) === (straight.ttlMs === undefined) &&
  (seen.ttlMs ?? 0) <= (straight.ttlMs ?? 0) &&
  (seen.cacheScope === straight.cacheScope || straight.cacheScope === 'public')

/** What a gateway refuses by itself is refused in its own words; code, data and status are the same. */
export function withoutWords(exchange: Exchange): Exchange {
  const messages = exchange.messages.map((message) => {
    const error = message['error'] as { message?: string } | undefined
    return error === undefined ? message : { ...message, error: { ...error, message: '(words)' } }
  })
  return { ...exchange, messages }
}
