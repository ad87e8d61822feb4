import type { AdapterPayload } from 'oidc-provider'
import type { McpClient } from '../../contracts/mcp-clients.ts'
import { invalidField, notFound } from '../../kernel/domain-error.ts'
import { actorLabel, type Actor } from '../../kernel/principals.ts'
import { sha256Base64url } from '../../platform/crypto/hash.ts'
import { newId, randomToken } from '../../platform/random.ts'
import type { ClientMetadata, ClientStore, StoredClient } from './client.store.ts'
import { redirectUriFault } from './redirect-uris.ts'

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
/** RFC 8693, for programs that an administrator gave a secret. */
export const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const clientGrants = ['authorization_code', 'refresh_token', deviceGrant] as const

/** Has 256 random bits, so that a plain digest of it is as good as a slow one (AS-14). */
export const secretDigest = (secret: string): string => sha256Base64url(secret)

export interface Clients {
  list(): Promise<McpClient[]>
  create(
    actor: Actor,
    input: { clientName: string; redirectUris: readonly string[]; confidential?: boolean },
  ): Promise<McpClient & { clientSecret?: string }>
  remove(actor: Actor, clientId: string): Promise<void>
  /** As oidc-provider wants it; `client_secret` is the digest of it. */
  find(clientId: string): Promise<AdapterPayload | undefined>
  stored(clientId: string): Promise<StoredClient | undefined>
  markUsed(clientId: string): Promise<void>
}

export function createClients(store: ClientStore): Clients {
  return {
    stored: (id) => store.find(id),
    markUsed: (id) => store.markUsed(id),
    list: async () => (await store.list()).map(viewOf),

    async find(id) {
      const client = await store.find(id)
      if (!client) return undefined
      return { ...client.metadata, client_id: id, ...(client.secretHash && { client_secret: client.secretHash }) }
    },

    async create(actor, { clientName, redirectUris, confidential = false }) {
      redirectUris.forEach((uri, index) => {
        const fault = redirectUriFault(uri, { ownSchemes: true })
        if (fault) throw invalidField(`redirectUris.${index}`, `The redirect URI ${uri.slice(0, 200)} ${fault}.`)
      })
      const secret = confidential ? randomToken() : undefined
      const id = `client-${newId()}`
      const metadata: ClientMetadata = {
        client_name: clientName,
        redirect_uris: redirectUris,
        grant_types: [...clientGrants, ...(confidential ? [exchangeGrant] : [])],
        response_types: ['code'],
        token_endpoint_auth_method: confidential ? 'client_secret_basic' : 'none',
        application_type: redirectUris.every((uri) => uri.startsWith('https:')) ? 'web' : 'native',
      }
      await store.insert(
        {
          id,
          kind: 'registered',
          name: clientName,
          metadata,
          createdBy: JSON.stringify(actor),
          ...(secret !== undefined && { secretHash: secretDigest(secret) }),
        },
        { type: 'mcp-client.created', actor, resource: `mcp-client/${id}`, outcome: 'ok', detail: { clientName } },
      )
      const stored = await store.find(id)
      if (!stored) throw new Error('A client vanished as it was made.')
      return { ...viewOf(stored), ...(secret !== undefined && { clientSecret: secret }) }
    },

    async remove(actor, clientId) {
      const client = await store.find(clientId)
      const took =
        client &&
        (await store.remove(clientId, {
          type: 'mcp-client.deleted',
          actor,
          resource: `mcp-client/${clientId}`,
          outcome: 'ok',
          detail: { clientName: client.name },
        }))
      if (!took) throw notFound('The client')
    },
  }
}

const viewOf = (client: StoredClient): McpClient => ({
  clientId: client.id,
  clientName: client.name,
  kind: client.kind,
  redirectUris: (client.metadata.redirect_uris as string[] | undefined) ?? [],
  hasSecret: client.secretHash !== undefined,
  createdAt: new Date(client.createdAt).toISOString(),
  createdBy: client.kind === 'dynamic' ? 'itself' : actorLabel(JSON.parse(client.createdBy) as Actor),
  ...(client.usedAt !== undefined && { lastUsedAt: new Date(client.usedAt).toISOString() }),
})
