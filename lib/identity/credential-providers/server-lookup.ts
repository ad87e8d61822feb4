import { LRUCache } from 'lru-cache'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import { DomainError, invalidField } from '../../kernel/domain-error.ts'
import type { EgressFetch } from '../../platform/http/index.ts'
import { askForMetadata, discoveryMember, judgeMetadata, type Discovered } from './discovery.ts'
import type { AuthorizationServer, ProviderRecord } from './provider.ts'

const metadataLifetimeMs = 600_000

export interface ServerLookup {
  /** Always asks. Every failure is a ValidationException about the discovery URL. */
  discover(discoveryUrl: string): Promise<Discovered>
  /**
   * The provider's server, discovered anew when it was last seen ten minutes ago. One that cannot be reached is taken as
   * it was; one whose document has begun to lie is refused (ValidationException).
   */
  serverOf(record: ProviderRecord): Promise<AuthorizationServer>
}

export function createServerLookup(deps: { fetch: EgressFetch; urlPolicy: UrlPolicy }): ServerLookup {
  const seen = new LRUCache<string, Promise<Discovered>>({ max: 1_000, ttl: metadataLifetimeMs })

  const discover = async (discoveryUrl: string) =>
    judgeMetadata(discoveryUrl, await askForMetadata(deps.fetch, discoveryUrl), deps.urlPolicy)

  return {
    async discover(discoveryUrl) {
      const found = await discover(discoveryUrl).catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'ServiceUnavailableException')
          throw invalidField(discoveryMember, error.message)
        throw error
      })
      seen.set(discoveryUrl, Promise.resolve(found))
      return found
    },
    async serverOf({ config }) {
      if (config.discoveryUrl === undefined) return config.server
      const url = config.discoveryUrl
      const looked = seen.get(url) ?? discover(url)
      seen.set(url, looked, { noUpdateTTL: true })
      try {
        return (await looked).server
      } catch (error) {
        seen.delete(url)
        if (error instanceof DomainError && error.code === 'ServiceUnavailableException') return config.server
        throw error
      }
    },
  }
}
