import type { Dispatcher } from 'undici'
import type { Gateways } from '../gateways/index.ts'
import type { Actor, UserKey } from '../kernel/principals.ts'
import type { Secret } from '../kernel/secret.ts'
import type { ChangeBus } from '../platform/changes.ts'
import type { Clock } from '../platform/clock.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Logger } from '../platform/logger.ts'
import type { SigV4Verifier, TokenVerifier } from '../policy/index.ts'
import type { Targets } from '../targets/index.ts'

export type { ServingTarget } from '../targets/index.ts'

/** What the data plane asks of the other rooms. Each room's own object has these members and more; tests bring theirs. */
export interface DataplaneDeps {
  gateways: Pick<Gateways, 'find' | 'all' | 'supportedVersions'>
  targets: Pick<Targets, 'serving'>
  identity: IdentityRoom
  policy: TokenVerifier & Pick<SigV4Verifier, 'verify'>
  keyring: Keyring
  changes: ChangeBus
  clock: Clock
  logger: Logger
  egress: { dispatcher: Dispatcher }
  /** `https://gateway.example.com`, without a slash at the end. */
  publicOrigin: string
  /** PUBLIC_URL is loopback: pages of any loopback origin may call. */
  isLoopback: boolean
}

export interface IdentityRoom {
  workloads: { get(name: string): Promise<{ allowedResourceOauth2ReturnUrls?: readonly string[] }> }
  resourceTokens: {
    obtain(request: ResourceTokenRequest): Promise<ResourceTokenResult>
    /** The server said 401 to this version of the connection. */
    rejected(key: ConnectionKey, connectionVersion: number): Promise<'retry' | 'consent' | { unavailable: string }>
  }
}

export interface ConnectionKey {
  workloadName: string
  user: UserKey
  providerName: string
  scopes: readonly string[]
}

export interface ResourceTokenRequest {
  workloadName: string
  gatewayId: string
  user: UserKey
  startedBy: Actor
  providerName: string
  scopes: string[]
  customParameters?: Record<string, string>
  resource: string
  returnUrl: string
  forceAuthentication?: boolean
  purpose: { kind: 'call'; gatewayId: string; gatewayName: string; targetId: string; targetName: string }
}

export type ResourceTokenResult =
  | { kind: 'token'; accessToken: Secret; connectionVersion: number; key: ConnectionKey; expiresAt?: number }
  | ConsentNeeded
  | { kind: 'pending' | 'failed'; sessionUri: string }
  | { kind: 'unavailable'; message: string; retryAfterSeconds: number }

/** `expiresAt` in ms since 1970. */
export interface ConsentNeeded {
  kind: 'consent'
  authorizationUrl: string
  sessionUri: string
  elicitationId: string
  expiresAt: number
}
