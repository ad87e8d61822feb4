import { LRUCache } from 'lru-cache'

const windowMs = 60_000
/**
 * Documents that are fetched in a minute: of one that somebody allowed before, for one network, and for strangers in all.
 * What is fetched is kept for a minute at least, so that the first bound is met by failures alone.
 */
const most = { ofKnown: 12, forNetwork: 20, forStrangers: 600 }

/**
 * Whether a metadata document may be fetched now. Anybody may name any address here, so strangers have a share each; a
 * client that people have allowed before is fetched whatever strangers do.
 */
export function createDocumentFetches(deps: {
  clock: { now(): number }
  isKnown(clientId: string): Promise<boolean>
  openedFrom(): string | undefined
}): (clientId: string) => Promise<boolean> {
  const windows = new LRUCache<string, { from: number; used: number }>({ max: 10_000 })
  const take = (key: string, limit: number): boolean => {
    let window = windows.get(key)
    if (!window || deps.clock.now() - window.from > windowMs)
      windows.set(key, (window = { from: deps.clock.now(), used: 0 }))
    if (window.used >= limit) return false
    window.used += 1
    return true
  }
  return async (clientId) => {
    if (await deps.isKnown(clientId)) return take(`known ${clientId}`, most.ofKnown)
    return take(`from ${deps.openedFrom() ?? ''}`, most.forNetwork) && take('strangers', most.forStrangers)
  }
}
