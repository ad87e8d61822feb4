import type { JSONWebKeySet, JWTPayload } from 'jose'
import type { Audit } from '../audit/index.ts'
import type { SignedInWith } from '../kernel/principals.ts'
import type { Clock } from '../platform/clock.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Logger } from '../platform/logger.ts'
import type { ClientStore } from './clients/client.store.ts'
import type { ConsentStore } from './interactions/consent.store.ts'
import type { SigningKeyStore } from './keys/signing-key.store.ts'
import type { AuthzSettingsStore } from './settings.store.ts'
import type { ArtifactStore } from './storage/artifact.store.ts'

export interface AuthzStores {
  artifacts: ArtifactStore
  keys: SigningKeyStore
  clients: ClientStore
  consents: ConsentStore
  settings: AuthzSettingsStore
}

/** A gateway whose sign-in is the built-in one. */
export interface SignInGateway {
  id: string
  name: string
  url: string
  /** Scopes that its administrator asks tokens for, beside the one that every token has. */
  scopes: readonly string[]
  /** Only who signed in with this provider comes in; left out: whoever can sign in here. */
  signInProviderId?: string
}

/** A person who may sign in now. */
export interface SignInPerson {
  userId: string
  email: string
}

/** Who is signed in to the console in a browser. */
export interface Visitor extends SignInPerson {
  /** Left out where a password opened the session. */
  signedInWith?: SignedInWith
}

/** For whoever verifies our tokens in this process: no request to ourselves, and no token of an ended grant. */
export interface OwnIssuer {
  name: string
  discoveryUrl: string
  /** Past the cache for a token whose key is not known here yet. */
  keys(options: { renewed: boolean }): Promise<JSONWebKeySet>
  /** False once the grant was revoked, its person is no longer let in, or the gateway wants another way in. */
  isLive(claims: { sub?: string; aud?: string | string[]; grant?: unknown }): Promise<boolean>
}

export interface AuthzDependencies {
  stores: AuthzStores
  keyring: Keyring
  clock: Clock
  logger: Logger
  audit: Audit
  /** The guarded way out, for metadata documents and client keys. */
  egress: {
    fetch(url: string, options: Record<string, unknown> & { maxBytes: number; timeoutMs: number }): Promise<Response>
  }
  gateways: {
    byUrl(url: string): Promise<SignInGateway | undefined>
    all(): Promise<SignInGateway[]>
  }
  /** Undefined for whom does not exist or is disabled. */
  person(userId: string): Promise<SignInPerson | undefined>
  /** Undefined for one that is gone or turned off. */
  signInProvider(id: string): Promise<{ id: string; name: string } | undefined>
  /** An access token of ours as a gateway judges it, for whichever gateway it is (RS-1); undefined where it is refused. */
  judgeToken(token: string): Promise<JWTPayload | undefined>
  publicOrigin: string
  /** A page for people whom a redirect brought to an error, and the policy that it is sent with. */
  problemPage: { html(problem: { title: string; text: string; requestId: string }): string; policy: string }
}

export const issuerOf = (publicOrigin: string): string => `${publicOrigin}/oauth`
