import type { Audit } from '../audit/index.ts'
import type { AuthorizationDescription } from '../contracts/console.ts'
import type { KeyHolder } from '../kernel/principals.ts'
import type { UrlPolicy } from '../kernel/url-policy.ts'
import type { ChangeBus } from '../platform/changes.ts'
import type { Clock } from '../platform/clock.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'
import type { Egress } from '../platform/http/index.ts'
import type { Logger } from '../platform/logger.ts'
import { createEveryonesConnections, type EveryonesConnections } from './connections/all-connections.ts'
import type { ConsentTarget } from './connections/consent-target.ts'
import { createOwnConnections, type OwnConnections } from './connections/own-connections.ts'
import { createPeopleGate, type PersonStanding } from './connections/people-gate.ts'
import { createTending } from './connections/tending.ts'
import type { CredentialProviderStore } from './credential-providers/credential-provider.store.ts'
import { createCredentialProviders, type CredentialProviders } from './credential-providers/credential-providers.ts'
import { createServerLookup } from './credential-providers/server-lookup.ts'
import { noFault, type FaultPoint } from './fault-point.ts'
import { createTokenClient } from './oauth-client/token-client.ts'
import { createResourceTokens, type ResourceTokens } from './resource-tokens.ts'
import { createBrowserLegs, type BrowserLegs } from './sessions/browser-legs.ts'
import { createCompletions, type Completions } from './sessions/complete-session.ts'
import { createDescribe } from './sessions/describe-session.ts'
import { urnHash } from './sessions/links.ts'
import type { SessionDeps } from './sessions/session-deps.ts'
import type { SessionStore } from './sessions/session.store.ts'
import { isFinal, type ConsoleActor } from './sessions/session.ts'
import { createSessionStarts, type SessionStarts } from './sessions/start-session.ts'
import { createSettlements, type Settlements } from './sessions/settlements.ts'
import { createSweeper } from './sessions/sweeper.ts'
import { createTargetSessions, type TargetSessions } from './sessions/target-sessions.ts'
import type { ConnectionStore } from './vault/connection.store.ts'
import { createConnections, type Connections } from './vault/connections.ts'
import { createLastUse } from './vault/last-use.ts'
import type { RevocationStore } from './vault/revocation.store.ts'
import { createRevocations } from './vault/revocations.ts'
import type { WorkloadStore } from './workload/workload.store.ts'
import { createWorkloadTokens, type WorkloadTokens } from './workload/workload-tokens.ts'
import { createWorkloads, type Workloads } from './workload/workloads.ts'

export interface IdentityDeps extends Pick<
  SessionDeps,
  'verifyUserToken' | 'onSyncGrant' | 'onSyncEnded' | 'ownIssuer' | 'personLabel' | 'signInPlaceOf' | 'signInProviderAt'
> {
  stores: {
    providers: CredentialProviderStore
    workloads: WorkloadStore
    sessions: SessionStore
    connections: ConnectionStore
    revocations: RevocationStore
  }
  keyring: Keyring
  egress: Pick<Egress, 'fetch'>
  urlPolicy: UrlPolicy
  changes: ChangeBus
  clock: Clock
  logger: Logger
  audit: Audit
  publicOrigin: string
  region: string
  account: string
  /** Targets that act in each person's own name, of every gateway. */
  consentTargets(): Promise<ConsentTarget[]>
  /** How an account of ours stands. */
  personStanding(userId: string): Promise<PersonStanding>
  /** Whether an API key may be used: neither revoked nor expired. */
  keyStands(holder: KeyHolder): Promise<boolean>
  /** False for an account at another issuer whose person is disabled here. */
  admitsAccount(account: { iss: string; sub: string }): boolean | Promise<boolean>
  /** Names of the targets that use a credential provider. */
  usedBy(providerName: string): Promise<string[]>
  /** Tests alone. */
  faultPoint?: FaultPoint
}

export interface Identity {
  providers: CredentialProviders
  workloads: Workloads
  workloadTokens: WorkloadTokens
  resourceTokens: ResourceTokens
  sessions: Pick<SessionStarts, 'startSync'> &
    Completions &
    TargetSessions & {
      /** Of a start URN; undefined where there is none. */
      status(startUri: string): Promise<'IN_PROGRESS' | 'FAILED' | 'DONE' | undefined>
      describe(requestUri: string, visitor?: ConsoleActor): Promise<AuthorizationDescription>
    }
  authorizations: Settlements
  connections: OwnConnections & { everyones: Omit<EveryonesConnections, 'tend'> }
  browser: BrowserLegs
  start(): void
  stop(): Promise<void>
}

export function createIdentity(deps: IdentityDeps): Identity {
  const { stores, keyring, urlPolicy, changes, clock, logger, publicOrigin, region, account } = deps
  const { fetch } = deps.egress
  const tokenClient = createTokenClient({ fetch })
  const revocations = createRevocations({ store: stores.revocations, keyring, fetch, clock, logger })
  // Providers end the connections of a client that changed, and connections look their provider up.
  const ends: { connections?: Connections } = {}
  const providers = createCredentialProviders({
    store: stores.providers,
    lookup: createServerLookup({ fetch, urlPolicy }),
    keyring,
    urlPolicy,
    changes,
    clock,
    place: { publicOrigin, region, account },
    usedBy: (name) => deps.usedBy(name),
    endConnections: async (name, actor) =>
      ends.connections?.dropOfProvider(name, 'The OAuth client was changed or deleted.', actor),
  })
  const lastUse = createLastUse({ store: stores.connections, logger })
  const people = createPeopleGate({
    ownIssuer: deps.ownIssuer,
    standing: (userId) => deps.personStanding(userId),
    keyStands: (holder) => deps.keyStands(holder),
    admitsAccount: (account) => deps.admitsAccount(account),
    changes,
    clock,
  })
  const connections = createConnections({
    store: stores.connections,
    lastUse,
    providers,
    revocations,
    tokenClient,
    keyring,
    changes,
    clock,
    logger,
  })
  ends.connections = connections
  const workloads = createWorkloads({
    store: stores.workloads,
    urlPolicy,
    changes,
    clock,
    region,
    account,
    endConnections: (name, actor) => connections.dropOfWorkload(name, 'The workload identity was deleted.', actor),
  })
  const sessionDeps: SessionDeps = {
    store: stores.sessions,
    providers,
    workloadExists: async (name) => (await stores.workloads.find(name)) !== undefined,
    connections,
    revocations,
    tokenClient,
    keyring,
    urlPolicy,
    changes,
    clock,
    logger,
    audit: deps.audit,
    publicOrigin,
    ownIssuer: deps.ownIssuer,
    personLabel: (userId) => deps.personLabel(userId),
    signInPlaceOf: (user) => deps.signInPlaceOf(user),
    signInProviderAt: (gatewayId) => deps.signInProviderAt(gatewayId),
    admits: (user) => people.admits(user),
    faultPoint: deps.faultPoint ?? noFault,
    verifyUserToken: (gatewayId, token) => deps.verifyUserToken(gatewayId, token),
    onSyncGrant: (purpose, grant) => deps.onSyncGrant(purpose, grant),
    onSyncEnded: (purpose, outcome) => deps.onSyncEnded(purpose, outcome),
  }
  const starts = createSessionStarts(sessionDeps)
  const sweeper = createSweeper(sessionDeps)
  const settlements = createSettlements({ store: stores.sessions, changes, logger })
  const about = {
    consentTargets: () => deps.consentTargets(),
    ownIssuer: deps.ownIssuer,
    ...{ publicOrigin, clock, lastUse, connections, store: stores.connections },
  }
  const everyones = createEveryonesConnections({ ...about, standing: (userId) => deps.personStanding(userId) })
  const tending = createTending({ tend: everyones.tend, logger })

  return {
    providers,
    workloads,
    workloadTokens: createWorkloadTokens({ workloads, keyring, clock, publicOrigin }),
    resourceTokens: createResourceTokens({
      connections,
      starts,
      settlements,
      sessions: stores.sessions,
      workloads,
      people,
      publicOrigin,
    }),
    connections: { ...createOwnConnections({ ...about, starts }), everyones },
    authorizations: { settled: (elicitationId, options) => settlements.settled(elicitationId, options) },
    sessions: {
      startSync: (request) => starts.startSync(request),
      ...createCompletions(sessionDeps),
      ...createTargetSessions(sessionDeps, starts),
      describe: createDescribe(sessionDeps),
      async status(startUri) {
        const session = await stores.sessions.findByStart(urnHash(startUri))
        if (!session) return undefined
        if (session.state === 'DONE') return 'DONE'
        const over = isFinal(session.state) || (session.expired && session.state !== 'COMPLETING')
        return over ? 'FAILED' : 'IN_PROGRESS'
      },
    },
    browser: createBrowserLegs(sessionDeps),
    start() {
      revocations.start()
      sweeper.start()
      lastUse.start()
      tending.start()
    },
    async stop() {
      connections.stop()
      people.stop()
      settlements.stop()
      await Promise.all([revocations.stop(), sweeper.stop(), lastUse.stop(), tending.stop()])
    },
  }
}
