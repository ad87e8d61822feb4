import type { ChangeBus } from '../../platform/changes.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Keyring } from '../../platform/crypto/keyring.ts'
import type { Logger } from '../../platform/logger.ts'
import type { CredentialProviders } from '../credential-providers/credential-providers.ts'
import type { TokenClient } from '../oauth-client/token-client.ts'
import type { ConnectionStore } from './connection.store.ts'
import type { Revocations } from './revocations.ts'

export interface ConnectionDeps {
  store: ConnectionStore
  providers: Pick<CredentialProviders, 'find' | 'snapshot' | 'secretOf'>
  revocations: Revocations
  tokenClient: TokenClient
  keyring: Keyring
  changes: ChangeBus
  clock: Clock
  logger: Logger
}

/** Nobody is to be asked; the same call may succeed later. `message` is for the person who called. */
export interface Unavailable {
  kind: 'unavailable'
  message: string
  retryAfterSeconds: number
}
