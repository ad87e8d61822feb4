import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { errors } from 'oidc-provider'
import { clientRequestCookie, gatewayScope, type ClientSignInSettings } from '../../contracts/mcp-clients.ts'
import { sealText } from '../../platform/crypto/sealed-text.ts'
import { clientGrants, deviceGrant, exchangeGrant } from '../clients/clients.ts'
import { redirectUriFault } from '../clients/redirect-uris.ts'
import type { AuthzDependencies } from '../dependencies.ts'
import type { GrantGate } from '../grant-gate.ts'
import { signingAlgorithm, type KeySet } from '../keys/signing-keys.ts'
import { artifactId, type createProviderAdapter } from '../storage/provider-adapter.ts'
import { answerPurpose, interactionSeconds } from '../interactions/browser.ts'
import { devicePages } from './device-pages.ts'
import { everyTimeOurPage } from './interaction-policy.ts'
import { problemOf } from './problems.ts'
import { accessTokenSeconds, createResources } from './resources.ts'

const daySeconds = 86_400
/** A client that is not used for two weeks asks again, and after ninety days in any case (AS-5). */
const refreshSeconds = { idle: 14 * daySeconds, absolute: 90 * daySeconds }
const documentBytes = 16 * 1024

export interface ConfigurationParts {
  deps: AuthzDependencies & { opens: GrantGate }
  adapter: ReturnType<typeof createProviderAdapter>
  settings: ClientSignInSettings
  keys: KeySet
  mayFetch(clientId: string): Promise<boolean>
}

export function configurationOf({ deps, adapter, settings, keys, mayFetch }: ConfigurationParts): Configuration {
  const { keyring, publicOrigin, problemPage } = deps
  const https = publicOrigin.startsWith('https:')
  const cookie = (name: string) => `${https ? '__Secure-' : ''}postern-oauth-${name}`

  return {
    adapter,
    clients: [],
    jwks: { keys: keys.privateKeys } as Configuration['jwks'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    scopes: ['openid', 'email', 'offline_access'],
    claims: { openid: ['sub'], email: ['email'] },
    responseTypes: ['code'],
    enabledJWA: { idTokenSigningAlgValues: [signingAlgorithm] },
    pkce: { required: () => true },
    discovery: {
      scopes_supported: ['openid', 'email', 'offline_access', gatewayScope],
      grant_types_supported: [...clientGrants, exchangeGrant].filter(
        (grant) => settings.deviceFlow || grant !== deviceGrant,
      ),
      ...(settings.dynamicRegistration && { registration_endpoint: `${publicOrigin}/oauth/register` }),
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      // Gateways take bearer tokens: a client that is offered more would be given what it cannot use.
      dPoP: { enabled: false },
      // Anybody may push, so each request would be a row that a stranger filled; an authorization needs none.
      pushedAuthorizationRequests: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (ctx, client, token) => token.clientId === client.clientId },
      resourceIndicators: createResources(deps),
      deviceFlow: { enabled: settings.deviceFlow, ...devicePages(publicOrigin) },
      clientIdMetadataDocument: {
        enabled: settings.metadataDocuments,
        // The draft that oidc-provider 9.13 implements; an update of it that changes this must be looked at.
        ack: 'draft-02',
        // CI-7: headers rule within these bounds. Only documents are kept, never a failure.
        cacheDuration: { min: 60, max: daySeconds },
        allowFetch: async (_ctx, clientId) => new URL(clientId).pathname !== '/' && (await mayFetch(clientId)),
        allowClient: (_ctx, client) => {
          const fault = (client.redirectUris ?? []).map((uri) => redirectUriFault(uri)).find(Boolean)
          if (fault) throw new errors.InvalidClientMetadata(`a redirect URI of the metadata document ${fault}`)
          return true
        },
      },
    },
    routes: {
      authorization: '/authorize',
      token: '/token',
      revocation: '/revoke',
      jwks: '/jwks',
      device_authorization: '/device-authorization',
      code_verification: '/device',
    },
    fetch: (url, options) => fetchGuarded(deps, String(url), options as Record<string, unknown>),
    fetchResponseBodyLimits: { 'client_id metadata document': documentBytes, jwks_uri: 64 * 1024 },
    formats: { bitsOfOpaqueRandomness: 256 },
    rotateRefreshToken: true,
    // A person who uses a client every day should not have to know the scope offline_access.
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    revokeGrantPolicy: (ctx) => !(ctx.oidc.route === 'revocation' && ctx.oidc.entities.AccessToken !== undefined),
    clientBasedCORS: () => true,
    extraTokenClaims: (_ctx, token) => ({ grant: artifactId('Grant', String(Reflect.get(token, 'grantId'))) }),
    loadExistingGrant: (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId)
    },
    async findAccount(_ctx, id, token) {
      const { grantId, resource } = { ...(token as { grantId?: string; resource?: string } | undefined) }
      // What a code or a refresh token is exchanged for must still open its gateway.
      if (grantId !== undefined && !(await deps.opens(artifactId('Grant', grantId), resource))) return undefined
      const person = await deps.person(id)
      return person && { accountId: id, claims: () => ({ sub: id, email: person.email }) }
    },
    interactions: {
      policy: everyTimeOurPage,
      url(ctx, { uid }) {
        bindToBrowser(ctx, uid)
        return `${publicOrigin}/oauth/interaction/${uid}`
      },
    },
    cookies: {
      names: { session: cookie('session'), interaction: cookie('request'), resume: cookie('resume') },
      keys: keyring.ids().map((id) => keyring.derive('authz-cookies', id)),
      long: { httpOnly: true, sameSite: 'lax', secure: https, signed: false },
      short: { httpOnly: true, sameSite: 'lax', secure: https, signed: true },
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      DeviceCode: interactionSeconds,
      Grant: refreshSeconds.absolute + daySeconds,
      IdToken: accessTokenSeconds,
      Interaction: interactionSeconds,
      RefreshToken: (_ctx, token) =>
        Math.max(1, Math.min(refreshSeconds.idle, refreshSeconds.absolute - token.totalLifetime())),
      Session: interactionSeconds,
    },
    renderError(ctx, out) {
      const { status, title, text } = problemOf(out)
      const requestId = String(ctx.res.getHeader('x-request-id') ?? '')
      ctx.status = status
      ctx.type = 'html'
      ctx.set('content-security-policy', problemPage.policy)
      ctx.body = problemPage.html({ title, text, requestId })
    },
  }

  /** A cookie of this request alone: whoever answers it on our page must be the browser that brought it (R3). */
  function bindToBrowser(ctx: KoaContextWithOIDC, uid: string): void {
    const clientId = ctx.oidc.client?.clientId ?? ''
    ctx.cookies.set(
      clientRequestCookie(publicOrigin, uid),
      sealText(keyring, answerPurpose, JSON.stringify([uid, clientId])),
      {
        signed: false,
        httpOnly: true,
        sameSite: 'lax',
        secure: https,
        path: '/',
        maxAge: interactionSeconds * 1000,
      },
    )
  }
}

/** oidc-provider's own dispatcher is left out: our egress decides on the address that is really connected to. */
function fetchGuarded(deps: AuthzDependencies, url: string, options: Record<string, unknown>): Promise<Response> {
  const { dispatcher: _, redirect: __, ...request } = options
  return deps.egress.fetch(url, { ...request, maxBytes: 64 * 1024, timeoutMs: 5_000 })
}
