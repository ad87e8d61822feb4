import type { CacheHint, ItemKind, ServingTarget } from '../rooms.ts'

/**
 * What a list may promise: `ttlMs` is 0, because an administrator may change it at any moment without a word to those who
 * keep it; it is for one caller alone where a server behind it says so of its own list.
 */
export const cacheHintOf = (targets: readonly ServingTarget[], kind: ItemKind): CacheHint => ({
  ttlMs: 0,
  cacheScope: targets.some(({ server }) => server.cache[kind]?.cacheScope === 'private') ? 'private' : 'public',
})
