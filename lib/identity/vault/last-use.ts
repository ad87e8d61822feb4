import { createLastUses, type LastUses } from '../../platform/last-uses.ts'
import type { Logger } from '../../platform/logger.ts'
import type { ConnectionListStore } from './connection-list.store.ts'

/**
 * When connections were last used, by the digests of their keys. The log of calls could tell it too, but knows callers by a
 * name that two issuers may share, and only for a month.
 */
export type LastUse = LastUses

export const createLastUse = (deps: { store: Pick<ConnectionListStore, 'touch'>; logger: Logger }): LastUse =>
  createLastUses({
    what: 'connections',
    logger: deps.logger,
    write: (uses) => deps.store.touch(uses.map(({ id: keyHash, at }) => ({ keyHash, at }))),
  })
