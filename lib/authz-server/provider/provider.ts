import type { AsyncLocalStorage } from 'node:async_hooks'
import { Provider } from 'oidc-provider'
import { timingSafeEqualText } from '../../platform/crypto/hash.ts'
import { secretDigest, type Clients } from '../clients/clients.ts'
import { redirectUriMatches } from '../clients/redirect-uris.ts'
import type { AuthzDependencies } from '../dependencies.ts'
import type { GrantGate } from '../grant-gate.ts'
import { issuerOf } from '../dependencies.ts'
import type { SigningKeys } from '../keys/signing-keys.ts'
import type { SwitchBoard } from '../switches.ts'
import { createProviderAdapter, successorOf, type StrangerBounds } from '../storage/provider-adapter.ts'
import { createDocumentFetches } from './document-fetches.ts'
import { createTokenExchange } from './token-exchange.ts'
import { configurationOf } from './configuration.ts'

export interface RunningProvider {
  provider: Provider
  handle: ReturnType<Provider['callback']>
}

/** oidc-provider fixes keys and features when it is made, so a change of either makes a new one; no state is in it. */
export function createRunningProvider(
  deps: AuthzDependencies & {
    clients: Clients
    keys: SigningKeys
    switches: SwitchBoard
    opens: GrantGate
    openedFrom: AsyncLocalStorage<string>
    strangerBounds: StrangerBounds
  },
): () => Promise<RunningProvider> {
  const { stores, keyring, clients } = deps
  const adapter = createProviderAdapter({
    store: stores.artifacts,
    keyring,
    findClient: clients.find,
    openedFrom: () => deps.openedFrom.getStore(),
    strangerBounds: deps.strangerBounds,
  })
  const mayFetch = createDocumentFetches({
    clock: deps.clock,
    isKnown: stores.consents.isAllowed,
    openedFrom: () => deps.openedFrom.getStore(),
  })
  const exchange = createTokenExchange(deps)
  let made: (RunningProvider & { version: string }) | undefined

  return async () => {
    const [keys, settings] = await Promise.all([deps.keys.current(), deps.switches.current()])
    const version = JSON.stringify([keys.version, settings])
    if (made?.version === version) return made
    const provider = new Provider(
      issuerOf(deps.publicOrigin),
      configurationOf({ deps, adapter, settings, keys, mayFetch }),
    )
    provider.proxy = true
    provider.registerGrantType(exchange.grantType, exchange.handle, exchange.parameters)
    adjust(provider)
    provider.on('server_error', (ctx, error) =>
      deps.logger.error(
        { err: error, path: ctx.path, requestId: ctx.res.getHeader('x-request-id') },
        'The authorization server failed by our fault',
      ),
    )
    made = { provider, handle: provider.callback(), version }
    return made
  }

  /** Where the library's own behaviour is not ours. */
  function adjust(provider: Provider): void {
    const firstTokenId = Reflect.get(provider.RefreshToken.prototype, 'generateTokenId') as () => string
    Object.assign(provider.RefreshToken.prototype, {
      generateTokenId(): string {
        const replaced = Provider.ctx?.oidc.entities.RotatedRefreshToken
        return replaced ? successorOf(keyring, replaced.jti) : firstTokenId.call(this)
      },
    })
    Object.assign(provider.Client.prototype, {
      redirectUriAllowed(this: { redirectUris?: string[] }, uri: string): boolean {
        return redirectUriMatches(this.redirectUris ?? [], uri)
      },
      compareClientSecret(this: { clientSecret?: string }, given: string): boolean {
        return this.clientSecret !== undefined && timingSafeEqualText(this.clientSecret, secretDigest(given))
      },
    })
  }
}
