import type { Exchange, Message } from './wire-client.ts'

/**
 * The differences that a gateway may make, and no others:
 * - it introduces itself by its own name (`serverInfo`, in an introduction or in `_meta`);
 * - questions of a server bear the gateway's own ids, and `requestState` is the gateway's own seal around the server's.
 */
export const withoutLawfulDifferences = ({ status, messages }: Exchange): Exchange => ({
  status,
  messages: messages.map((message) => {
    const asks = 'method' in message && 'id' in message
    return strip(asks ? { ...message, id: '(an id)' } : message) as Message
  }),
})

const serverInfo = 'io.modelcontextprotocol/serverInfo'

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip)
  if (typeof value !== 'object' || value === null) return value
  const kept: Message = {}
  for (const [name, member] of Object.entries(value)) {
    if (name === 'serverInfo' || name === serverInfo) continue
    if (name === 'requestState' && typeof member === 'string') kept[name] = '(a state)'
    else if (name === '_meta' && isOnlyServerInfo(member)) continue
    else kept[name] = strip(member)
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
