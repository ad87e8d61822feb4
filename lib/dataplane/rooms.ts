import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import type { CallRecorder } from '../audit/index.ts'
import type { Gateways, InboundKeys } from '../gateways/index.ts'
import type { Identity, ResourceTokenResult, ResourceTokens } from '../identity/index.ts'
import type { ChangeBus } from '../platform/changes.ts'
import type { Clock } from '../platform/clock.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Logger } from '../platform/logger.ts'
import type { SigV4Verifier, TokenVerifier } from '../policy/index.ts'
import type { Targets } from '../targets/index.ts'

export type { CallRecord } from '../audit/index.ts'
export type { ConnectionKey } from '../identity/index.ts'
export type { CacheHint, ItemKind, ServingTarget } from '../targets/index.ts'

/** What the data plane asks of the other rooms. Each room's own object has these members and more; tests bring theirs. */
export interface DataplaneDeps {
  gateways: Pick<Gateways, 'find' | 'all' | 'supportedVersions'>
  apiKeys: Pick<InboundKeys, 'admit' | 'watch'>
  targets: Pick<Targets, 'serving' | 'upstreamChanged'>
  identity: {
    workloads: Pick<Identity['workloads'], 'allowsReturnUrl'>
    resourceTokens: Pick<ResourceTokens, 'atHand' | 'obtain' | 'rejected' | 'held'>
    authorizations: Pick<Identity['authorizations'], 'settled'>
  }
  policy: TokenVerifier & Pick<SigV4Verifier, 'verify'>
  keyring: Keyring
  changes: ChangeBus
  clock: Clock
  logger: Logger
  egress: { dispatcher: Dispatcher }
  /** Told once of each relayed call. */
  calls: CallRecorder
  workers: Workers
  /** `https://gateway.example.com`, without a slash at the end. */
  publicOrigin: string
  /** PUBLIC_URL is loopback: pages of any loopback origin may call. */
  isLoopback: boolean
}

/** The processes that serve one port (WORKERS). What is live in one of them is reached through its name. */
export interface Workers {
  /** The name of this process; new at each start, and none of another. */
  readonly self: string
  /**
   * Lets another process answer a request that was authenticated here. `body` is what was read of it, undefined where it
   * has none. False, with nothing answered: that process is gone, or there never was one of this name.
   */
  forward(worker: string, req: IncomingMessage, res: ServerResponse, body: Buffer | undefined): Promise<boolean>
}

/** A link that has to be followed before the call can be made; `expiresAt` in ms since 1970. */
export type ConsentNeeded = Extract<ResourceTokenResult, { kind: 'consent' }>
