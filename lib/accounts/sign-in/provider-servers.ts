import * as oauth from 'oauth4webapi'
import type { Clock } from '../../platform/clock.ts'
import { egressErrorOf, type EgressFetch } from '../../platform/http/index.ts'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import { SignInFault } from './sign-in-fault.ts'
import type { SignInProviderRecord } from './sign-in.store.ts'

const freshMs = 600_000
const maxAnswerBytes = 262_144
const deadlineMs = 10_000
const mostServers = 100

/** Where a provider's browser pages and token endpoint are. GitHub publishes no document, so its places are known here. */
export interface ProviderServers {
  /** Asks the provider where it was not asked within ten minutes. @throws SignInFault */
  of(provider: SignInProviderRecord): Promise<oauth.AuthorizationServer>
}

/** How oauth4webapi gets out: through the guard, which also decides where plain http may go. */
export const guarded = (fetch: EgressFetch) => ({
  [oauth.allowInsecureRequests]: true,
  [oauth.customFetch]: (url: string, init: { method: string; headers: Record<string, string>; body?: unknown }) =>
    fetch(url, {
      method: init.method,
      headers: init.headers,
      ...(init.body instanceof URLSearchParams && { body: init.body.toString() }),
      maxBytes: maxAnswerBytes,
      timeoutMs: deadlineMs,
    }),
})

const githubServer = (issuer: string): oauth.AuthorizationServer => ({
  issuer,
  authorization_endpoint: `${issuer}/login/oauth/authorize`,
  token_endpoint: `${issuer}/login/oauth/access_token`,
  userinfo_endpoint: issuer === 'https://github.com' ? 'https://api.github.com/user' : `${issuer}/api/v3/user`,
})

export function createProviderServers(deps: {
  fetch: EgressFetch
  urlPolicy: Pick<UrlPolicy, 'checkUrl'>
  clock: Clock
}): ProviderServers {
  const known = new Map<string, { at: number; server: oauth.AuthorizationServer }>()

  const discover = async (issuer: string): Promise<oauth.AuthorizationServer> => {
    try {
      const identifier = new URL(issuer)
      const response = await oauth.discoveryRequest(identifier, { algorithm: 'oidc', ...guarded(deps.fetch) })
      if (response.status >= 500 || response.status === 429) throw new SignInFault('provider-unavailable')
      // Compares the document's issuer with the one that was asked for (OC-6).
      const server = await oauth.processDiscoveryResponse(identifier, response)
      for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const)
        deps.urlPolicy.checkUrl(server[name] ?? '', { what: name })
      return server
    } catch (error) {
      if (error instanceof SignInFault) throw error
      throw new SignInFault(egressErrorOf(error) ? 'provider-unavailable' : 'provider-answer', error)
    }
  }

  return {
    async of({ kind, issuer }) {
      if (kind === 'github') return githubServer(issuer)
      const now = deps.clock.now()
      const seen = known.get(issuer)
      if (seen && now - seen.at < freshMs) return seen.server
      const server = await discover(issuer)
      if (known.size >= mostServers) known.clear()
      known.set(issuer, { at: now, server })
      return server
    },
  }
}
