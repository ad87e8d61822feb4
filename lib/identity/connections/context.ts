import type { Clock } from '../../platform/clock.ts'
import type { LastUse } from '../vault/last-use.ts'
import type { ConsentTarget } from './consent-target.ts'

export interface ConnectionsContext {
  /** All of them, of every gateway. */
  consentTargets(): Promise<ConsentTarget[]>
  ownIssuer: string
  publicOrigin: string
  clock: Clock
  lastUse: Pick<LastUse, 'of'>
}
