import { endpointOf, methodOf, type TargetSettings } from '../target.ts'
import type { CatalogueVersion } from '../target.store.ts'

/**
 * Whether a new catalogue is approved by whoever asked for it: the first one, one from another endpoint, and one that an
 * administrator wrote. A synchronization with the same server never approves what it brings, whoever started it.
 */
export const approvesAll = (
  before: Pick<CatalogueVersion, 'endpoint'> | '' | undefined,
  target: Pick<TargetSettings, 'configuration'>,
): boolean => !before || before.endpoint !== endpointOf(target) || methodOf(target) === 'schema'
