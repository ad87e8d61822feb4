import { AsyncLocalStorage } from 'node:async_hooks'
import { LRUCache } from 'lru-cache'
import type { JSONWebKeySet } from 'jose'
import {
  builtInDiscoveryUrl,
  type ClientRequest,
  type ClientSignIn,
  type ClientSignInSettings,
} from '../contracts/mcp-clients.ts'
import type { Actor } from '../kernel/principals.ts'
import { createClients, type Clients } from './clients/clients.ts'
import { registrationReaping } from './clients/registration.ts'
import { issuerOf, type AuthzDependencies, type OwnIssuer, type Visitor } from './dependencies.ts'
import { createGrantGate } from './grant-gate.ts'
import { createGrants, type Grants } from './grants.ts'
import { createHttp, type OauthRequest } from './http.ts'
import { createInteractions } from './interactions/interactions.ts'
import { createSigningKeys } from './keys/signing-keys.ts'
import { createRunningProvider } from './provider/provider.ts'
import { strangerBounds } from './storage/provider-adapter.ts'
import { createSwitchBoard } from './switches.ts'

const tendEveryMs = 10 * 60_000
/** The longest time that a token lives on after its grant was ended or its person disabled. */
const believedMs = 5_000

export interface AuthzServer {
  handle(asked: OauthRequest): Promise<void>
  issuer: OwnIssuer
  clients: Pick<Clients, 'list' | 'create' | 'remove'>
  signIn: {
    describe(): Promise<ClientSignIn>
    change(actor: Actor, change: Partial<ClientSignInSettings>): Promise<void>
    rotateKeys(actor: Actor): Promise<void>
  }
  grants: Grants
  describeRequest(requestId: string, visitor: Visitor | undefined): Promise<ClientRequest>
  /** Rotates keys that are due, reaps what nobody uses, forgets what has expired. */
  tend(): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** @param bounds of what strangers may have stored; others than the product's for tests alone */
export function createAuthzServer(deps: AuthzDependencies, bounds = strangerBounds): AuthzServer {
  const { stores, clock, logger, publicOrigin } = deps
  const clients = createClients(stores.clients)
  const keys = createSigningKeys({ store: stores.keys, keyring: deps.keyring, clock })
  const switches = createSwitchBoard(stores.settings, clock)
  const opens = createGrantGate(deps)
  const believed = new LRUCache<string, number>({ max: 20_000 })

  const issuer: OwnIssuer = {
    name: issuerOf(publicOrigin),
    discoveryUrl: builtInDiscoveryUrl(publicOrigin),
    keys: async ({ renewed }) => (renewed ? await keys.reloaded() : await keys.current()).publicKeys as JSONWebKeySet,
    async isLive({ sub, aud, grant }) {
      if (sub === undefined || typeof grant !== 'string') return false
      const key = `${sub}\0${grant}`
      if (clock.now() - (believed.get(key) ?? Number.NEGATIVE_INFINITY) < believedMs) return true
      const asked = clock.now()
      // A token of ours is for one gateway, and so is its grant.
      const [live, person] = await Promise.all([opens(grant, [aud].flat()[0]), deps.person(sub)])
      if (!live || !person) return false
      believed.set(key, asked)
      return true
    },
  }
  const openedFrom = new AsyncLocalStorage<string>()
  const running = createRunningProvider({
    ...{ ...deps, clients, keys, switches, opens, openedFrom },
    strangerBounds: bounds,
  })
  const interactions = createInteractions({ ...deps, clients, provider: async () => (await running()).provider })
  const grants = createGrants({
    ...deps,
    clients,
    onEnd: (userId, grantId) => void believed.delete(`${userId}\0${grantId}`),
  })
  let timer: NodeJS.Timeout | undefined
  let tending: Promise<void> = Promise.resolve()

  async function tend(): Promise<void> {
    await keys.maintain()
    await stores.clients.reap(registrationReaping)
    await stores.artifacts.purge()
  }
  const run = () => {
    tending = tending
      .then(tend)
      .catch((error: unknown) => logger.error({ err: error }, 'authorization server upkeep failed'))
    return tending
  }

  return {
    handle: createHttp({ ...deps, running, interactions, switches, openedFrom }),
    clients,
    describeRequest: interactions.describe,

    issuer,

    signIn: {
      async describe() {
        const [settings, { stored }] = await Promise.all([switches.current(), keys.current()])
        return {
          ...settings,
          issuer: issuerOf(publicOrigin),
          discoveryUrl: builtInDiscoveryUrl(publicOrigin),
          signingKeys: stored.map(({ kid, slot, activatedAt, retiredAt }) => {
            const since = retiredAt ?? activatedAt
            const use = slot === 'active' ? ('signs' as const) : (slot ?? ('retired' as const))
            return { keyId: kid, use, ...(since !== undefined && { since: new Date(since).toISOString() }) }
          }),
        }
      },
      change: switches.change,
      rotateKeys: keys.rotate,
    },

    grants,

    tend: run,
    start() {
      void run()
      timer ??= setInterval(() => void run(), tendEveryMs).unref()
    },
    async stop() {
      clearInterval(timer)
      timer = undefined
      await tending
    },
  }
}
