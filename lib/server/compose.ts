import type { IncomingMessage } from 'node:http'
import manifest from '../../package.json' with { type: 'json' }
import { createAccounts, createBarredAccounts, createSignIn, createSignInFile } from '../accounts/index.ts'
import { createAudit, createCalls } from '../audit/index.ts'
import { createAuthzServer, issuerOf, type AuthzServer } from '../authz-server/index.ts'
import type { Installation } from '../contracts/console.ts'
import { builtInDiscoveryUrl } from '../contracts/mcp-clients.ts'
import { createControl } from '../control/index.ts'
import { createDataplane, type Dataplane, type Workers } from '../dataplane/index.ts'
import { createApiKeys, createArns, createGateways, createInboundKeys } from '../gateways/index.ts'
import { createIdentity, type Identity } from '../identity/index.ts'
import { Secret } from '../kernel/secret.ts'
import { createUrlPolicy } from '../kernel/url-policy.ts'
import { prismaAccountStore } from '../persistence/prisma-account-store.ts'
import { prismaApiKeyStore } from '../persistence/prisma-api-key-store.ts'
import { prismaPeopleStore } from '../persistence/prisma-people-store.ts'
import { prismaAuditStore } from '../persistence/prisma-audit-store.ts'
import { prismaCallStore } from '../persistence/prisma-call-store.ts'
import { prismaAuthzStores } from '../persistence/prisma-authz-stores.ts'
import { prismaGatewayStore } from '../persistence/prisma-gateway-store.ts'
import { prismaIdentityStores } from '../persistence/prisma-identity-stores.ts'
import { prismaKeyCheckStore } from '../persistence/prisma-key-check-store.ts'
import { prismaReplayStore } from '../persistence/prisma-replay-store.ts'
import { prismaSignInStore } from '../persistence/prisma-sign-in-store.ts'
import { prismaTargetStore } from '../persistence/prisma-target-store.ts'
import { createChangeBus, type ChangeBus } from '../platform/changes.ts'
import { systemClock, type Clock } from '../platform/clock.ts'
import { createLastUses } from '../platform/last-uses.ts'
import { openKeyring } from '../platform/crypto/open-keyring.ts'
import { openDatabase, type Database } from '../platform/db/index.ts'
import type { Settings } from '../platform/env.ts'
import { createEgress } from '../platform/http/index.ts'
import type { Logger } from '../platform/logger.ts'
import { createIssuerTests, createSigV4Verifier, createTokenVerifier } from '../policy/index.ts'
import { createTargets, createTargetsOf, type Targets } from '../targets/index.ts'
import { createConsentTargets } from './consent-targets.ts'
import { clientAddress } from './client-address.ts'
import { consoleSecretOf, createConsoleSessions } from './console-session.ts'
import { createCallFigures } from './metrics/call-figures.ts'
import { callLogMetrics, callMetrics } from './metrics/call-metrics.ts'
import { dataplaneMetrics } from './metrics/dataplane-metrics.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { rootAccessKey } from './root-access-key.ts'
import type { ServeOptions } from './serve.ts'
import { problemPage, problemPagePolicy } from './problem-page.ts'
import { createSignInGateways } from './sign-in-gateways.ts'
import { createUserTokens } from './user-tokens.ts'
import { aloneWorker } from './workers/alone.ts'

/** What tests bring instead of the real thing. */
export interface Overrides {
  clock?: Clock
  /** Called at named points of create, consent, exchange and sync; a test ends the process there. */
  faultPoint?: (name: string) => void | Promise<void>
}

export interface ComposeOptions extends Overrides {
  logger: Logger
  internalSecret: string
  /** The installation folder. */
  root: string
  /** Where several processes serve one port: their common change events, and the way to each other. */
  changes?: ChangeBus
  workers?: Workers
  metricsOfOthers?: Parameters<typeof createMetrics>[0]
}

/** Every room, wired; `Symbol.asyncDispose` stops them in order and closes the store. */
export type Composition = ServeOptions['rooms'] & {
  /** What the console process encrypts its session cookie with: the same on every node and after a restart. */
  consoleSecret: string
  /** Begins the work that no request asks for: what a crash left undone, reapers, the revocation outbox. */
  start(): void
  setupToken(): Promise<string | undefined>
  metrics: Metrics
} & Pick<Dataplane, 'endedSessions' | 'rememberEnded'>

/** The only place that knows every room. */
export async function compose(settings: Settings, options: ComposeOptions): Promise<Composition> {
  const db = await openDatabase(settings.database, options.logger, { root: options.root })
  try {
    return await composeOn(db, settings, options)
  } catch (error) {
    await db[Symbol.asyncDispose]()
    throw error
  }
}

async function composeOn(db: Database, settings: Settings, options: ComposeOptions): Promise<Composition> {
  const { logger, clock = systemClock, faultPoint } = options
  const { publicOrigin, isLoopback, region, account } = settings
  const internalSecret = new Secret(options.internalSecret)
  const keyring = await openKeyring(settings, prismaKeyCheckStore(db))
  const consoleSecret = consoleSecretOf(keyring)
  const changes = options.changes ?? createChangeBus()
  const audit = createAudit(prismaAuditStore(db))
  const calls = createCalls({ store: prismaCallStore(db), clock, logger })
  const callFigures = createCallFigures()
  const metrics = createMetrics(options.metricsOfOthers)
  metrics.add(...callMetrics(callFigures.pairs), ...callLogMetrics(calls))

  const people = prismaPeopleStore(db)
  const accounts = createAccounts({
    ...{ store: prismaAccountStore(db), people, audit, changes, clock },
    roleSourceOf: (userId) => signIn.links.roleSourceOf(userId),
  })
  if (settings.admin) await accounts.ensureAdmin(settings.admin.email, settings.admin.password.reveal())
  const sessions = createConsoleSessions({
    https: settings.publicUrl.protocol === 'https:',
    secret: consoleSecret,
    session: accounts.session,
  })
  const visitor = (request: IncomingMessage) => sessions.find(request.headers.cookie)

  const urlPolicy = createUrlPolicy({ isLoopback, egressAllow: settings.egressAllow, publicOrigin })
  const egress = createEgress({ urlPolicy, logger })
  const signInStore = prismaSignInStore(db)
  const aboutSignIn = { store: signInStore, keyring, urlPolicy, changes, publicOrigin, logger }
  const signInFile = createSignInFile({ ...aboutSignIn, file: settings.signInFile })
  // Of several processes the first one has read it, and a fault of later may not keep one from starting again.
  await (options.workers ? signInFile.reread() : signInFile.load())
  const signIn = createSignIn({ ...aboutSignIn, people, audit, clock, fetch: egress.fetch, file: signInFile.path })
  const barredAccounts = createBarredAccounts({ store: signInStore, changes, clock })
  const signInProvider = async (id: string) => (await signIn.choices()).find((choice) => choice.id === id)
  const discoveryUrl = builtInDiscoveryUrl(publicOrigin)
  const authzServer: AuthzServer = createAuthzServer({
    stores: prismaAuthzStores(db),
    keyring,
    clock,
    logger,
    audit,
    egress,
    gateways: createSignInGateways({
      gateways: { find: (id) => gateways.find(id), all: () => gateways.all() },
      publicOrigin,
      builtInDiscoveryUrl: discoveryUrl,
    }),
    person: accounts.person,
    signInProvider,
    async judgeToken(token) {
      const verdict = await tokens.verifyToken({ discoveryUrl }, token)
      return verdict.ok ? verdict.claims : undefined
    },
    publicOrigin,
    problemPage: { html: problemPage, policy: problemPagePolicy },
  })
  const tokens = createTokenVerifier({
    ...{ egress, clock, logger, own: authzServer.issuer },
    admitsAccount: barredAccounts.admits,
  })
  const signatures = createSigV4Verifier({ region, accessKeys: rootAccessKey(settings), clock })

  // Three rooms need each other; each is given the way to the others, and none is called before all are there.
  const arns = createArns({ region, account })
  const targetStore = prismaTargetStore(db)
  const targetsOf = createTargetsOf(targetStore)
  const gateways = createGateways({
    store: prismaGatewayStore(db),
    workloads: {
      ensureForGateway: (gatewayId) => identity.workloads.ensureForGateway(gatewayId),
      removeForGateway: (gatewayId) => identity.workloads.removeForGateway(gatewayId),
    },
    targetsOf,
    urlPolicy,
    issuers: tokens,
    changes,
    clock,
    arns,
    publicOrigin,
    builtInDiscoveryUrl: discoveryUrl,
    knowsSignInProvider: async (id) => (await signIn.providers.list()).some((provider) => provider.id === id),
  })
  const keyStore = prismaApiKeyStore(db)
  const keyUses = createLastUses({ write: keyStore.touch, what: 'API keys', logger })
  const inboundKeys = createInboundKeys({ store: keyStore, audit, changes, clock, logger, uses: keyUses })
  const apiKeys = createApiKeys({
    store: keyStore,
    gateway: gateways.get,
    targetIds: targetsOf.ids,
    endConnections: (actor, holder, reason) => identity.connections.everyones.endOfKey(actor, holder, reason),
    changes,
    clock,
    uses: keyUses,
  })
  const verifyUserToken = createUserTokens({ gateways, tokens })
  const identity: Identity = createIdentity({
    stores: prismaIdentityStores(db),
    keyring,
    egress,
    urlPolicy,
    changes,
    clock,
    logger,
    publicOrigin,
    region,
    account,
    audit,
    verifyUserToken,
    ownIssuer: issuerOf(publicOrigin),
    personLabel: async (userId) => (await accounts.person(userId))?.email,
    signInPlaceOf: async (user) => (user.kind === 'jwt' ? signIn.placeOf(user) : undefined),
    async signInProviderAt(gatewayId) {
      const id = (await gateways.find(gatewayId))?.settings.signIn?.providerId
      return id === undefined ? undefined : ((await signInProvider(id)) ?? { id, name: id })
    },
    usedBy: targetsOf.usingProvider,
    consentTargets: createConsentTargets({ gateways, targetsOf, builtInDiscoveryUrl: discoveryUrl }),
    personStanding: async (userId) => {
      const person = await accounts.people.find(userId)
      return person === undefined ? 'gone' : person.status === 'active' ? 'active' : 'away'
    },
    keyStands: ({ gatewayId, keyId }) => inboundKeys.stands(gatewayId, keyId),
    admitsAccount: barredAccounts.admits,
    onSyncGrant: (purpose, grant) => targets.grantArrived(purpose, grant),
    onSyncEnded: (purpose, outcome) => targets.authorizationEnded(purpose, outcome),
    faultPoint,
  })
  const targets: Targets = createTargets({
    store: targetStore,
    gateways,
    providers: identity.providers,
    sessions: identity.sessions,
    egress,
    urlPolicy,
    changes,
    clock,
    logger,
    arns,
    publicOrigin,
    version: manifest.version,
    faultPoint,
  })

  const dataplane = createDataplane({
    gateways,
    apiKeys: inboundKeys,
    targets,
    identity,
    policy: { ...tokens, verify: signatures.verify },
    keyring,
    changes,
    clock,
    logger,
    egress,
    calls: {
      record(call) {
        callFigures.record(call)
        calls.record(call)
      },
    },
    workers: options.workers ?? aloneWorker(),
    publicOrigin,
    isLoopback,
  })
  metrics.add(...dataplaneMetrics(dataplane.figures, egress.figures))
  const control = createControl({
    gateways,
    apiKeys,
    targets,
    identity,
    accounts,
    signIn,
    calls,
    authzServer,
    issuers: createIssuerTests({ egress, ownDiscoveryUrl: discoveryUrl }),
    installation: installationOf(settings),
    verifyUserToken,
    verifier: signatures,
    consoleSession: visitor,
    internalSecret,
    publicOrigin,
    replayStore: prismaReplayStore(db),
    keyring,
    changes,
    clock,
    logger,
  })

  return {
    mcp: dataplane.handleMcp,
    resourceMetadata: dataplane.protectedResourceMetadata,
    drain: dataplane.drain,
    endedSessions: dataplane.endedSessions,
    rememberEnded: dataplane.rememberEnded,
    control: control.handle,
    browser: { legs: identity.browser, visitor },
    metrics,
    oauth: (request, response, path, requestId) =>
      authzServer.handle({
        ...{ request, response, path, requestId },
        visitor: () => visitor(request),
        address: clientAddress(request),
      }),
    consoleSecret,
    setupToken: accounts.setupToken,

    start() {
      gateways
        .resume()
        .catch((error: unknown) =>
          logger.error({ err: error }, 'Gateways that a crash left half made could not be finished.'),
        )
      identity.start()
      targets.start()
      calls.start()
      keyUses.start()
      authzServer.start()
      signInFile.start()
    },

    async [Symbol.asyncDispose]() {
      await signInFile.stop()
      await targets.stop()
      await identity.stop()
      await authzServer.stop()
      dataplane.close()
      inboundKeys.close()
      await keyUses.stop()
      await egress.close()
      // After everything that may still end a call.
      await calls.stop()
      await db[Symbol.asyncDispose]()
    },
  }
}

const installationOf = (settings: Settings): Installation => ({
  version: manifest.version,
  publicUrl: settings.publicOrigin,
  apiEndpoint: `${settings.publicOrigin}/api`,
  builtInDiscoveryUrl: builtInDiscoveryUrl(settings.publicOrigin),
  region: settings.region,
  account: settings.account,
  database: settings.database.kind,
  ...(settings.rootAccessKey && { rootAccessKeyId: settings.rootAccessKey.accessKeyId }),
  insecureLoopback: settings.isLoopback && settings.publicUrl.protocol === 'http:',
})
