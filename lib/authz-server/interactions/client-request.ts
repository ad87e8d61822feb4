import type { Client, Provider } from 'oidc-provider'
import { gatewayScope } from '../../contracts/mcp-clients.ts'
import { sha256Hex } from '../../platform/crypto/hash.ts'
import type { Clients } from '../clients/clients.ts'
import { isLoopbackRedirect, redirectHost } from '../clients/redirect-uris.ts'
import type { AuthzDependencies, SignInGateway } from '../dependencies.ts'
import type { PromptDetails } from '../provider/interaction-policy.ts'
import type { Consent } from './consent.store.ts'

export type Interaction = InstanceType<Provider['Interaction']>

/** What a client asks a person for, with everything that the person must be told. */
export interface ClientRequest {
  uid: string
  client: Client
  name: string
  kind: 'described' | 'registered' | 'dynamic'
  /** Of the metadata document: the one name that a client cannot choose freely. */
  host?: string
  redirectHost?: string
  loopbackOnly: boolean
  gateway: SignInGateway
  scopes: string[]
  oidcScopes: string[]
  site: string | undefined
  /** The client asks that the person be asked. */
  asksAnew: boolean
  /** Seconds since 1970. */
  expiresAt: number
}

const oidcScopes = new Set(['openid', 'email', 'offline_access'])

const words = (value: unknown): string[] => (typeof value === 'string' ? value.split(' ').filter(Boolean) : [])

/** Undefined where the client or the gateway is gone meanwhile. */
export async function readClientRequest(
  provider: Provider,
  interaction: Interaction,
  { gateways, clients }: Pick<AuthzDependencies, 'gateways'> & { clients: Pick<Clients, 'stored'> },
): Promise<ClientRequest | undefined> {
  const { params, uid, prompt, exp } = interaction
  const client = await provider.Client.find(String(params.client_id))
  const resource = Array.isArray(params.resource) ? undefined : params.resource
  const gateway = typeof resource === 'string' ? await gateways.byUrl(resource) : undefined
  if (!client || !gateway) return undefined
  const stored = await clients.stored(client.clientId)
  const redirectUri = typeof params.redirect_uri === 'string' ? params.redirect_uri : undefined
  const asked = [...new Set(words(params.scope))]
  return {
    uid,
    client,
    name: client.clientName ?? client.clientId,
    kind: stored?.kind ?? 'described',
    ...(!stored && { host: new URL(client.clientId).host }),
    ...(redirectUri !== undefined && { redirectHost: redirectHost(redirectUri) }),
    loopbackOnly: (client.redirectUris ?? []).length > 0 && (client.redirectUris ?? []).every(isLoopbackRedirect),
    gateway,
    scopes: asked.filter((scope) => scope === gatewayScope || gateway.scopes.includes(scope)),
    oidcScopes: asked.filter((scope) => oidcScopes.has(scope)),
    site: (prompt.details as PromptDetails).site,
    asksAnew: words(params.prompt).some((word) => word !== 'none'),
    expiresAt: exp,
  }
}

/** Remembered is exactly what was shown: with another redirect, name or key the client is asked about again (CI-8). */
export function consentOf(request: ClientRequest, userId: string): Consent {
  const { client, gateway, name } = request
  const scopes = [...request.oidcScopes, ...request.scopes].sort()
  const host = request.redirectHost ?? ''
  const metadata = client.metadata()
  const shown = [
    userId,
    client.clientId,
    host,
    gateway.id,
    scopes,
    name,
    metadata.redirect_uris,
    metadata.token_endpoint_auth_method,
    metadata.jwks ?? metadata.jwks_uri ?? null,
  ]
  return {
    id: sha256Hex(JSON.stringify(shown)),
    userId,
    clientId: client.clientId,
    clientName: name,
    redirectHost: host,
    gatewayId: gateway.id,
    scopes,
  }
}
