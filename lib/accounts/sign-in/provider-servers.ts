import * as oauth from 'oauth4webapi'
import type { Clock } from '../../platform/clock.ts'
import { egressErrorOf, type EgressFetch } from '../../platform/http/index.ts'
import type { UrlPolicy } from '../../kernel/url-policy.ts'
import { SignInFault } from './sign-in-fault.ts'
import type { SignInProviderRecord } from './sign-in.store.ts'

const freshMs = 600_000
const maxAnswerBytes = 262_144
const mostServers = 100

/** Where a provider's browser pages and token endpoint are. GitHub publishes no document, so its places are known here. */
export interface ProviderServers {
  /** Asks the provider where it was not asked within ten minutes. @throws SignInFault */
  of(provider: SignInProviderRecord, ways: WaysOut): Promise<oauth.AuthorizationServer>
  /** Asks anew from the next time on, for keys too. */
  forget(provider: SignInProviderRecord): void
}

/** How oauth4webapi gets out: through the guard, which also decides where plain http may go. */
export type WaysOut = ReturnType<typeof waysOut>

/** Of one sign-in: everything that is asked for it has `deadlineMs` together. */
export const waysOut = (fetch: EgressFetch, deadlineMs: number) => {
  const until = performance.now() + deadlineMs
  return {
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: (url: string, init: { method: string; headers: Record<string, string>; body?: unknown }) =>
      fetch(url, {
        method: init.method,
        headers: init.headers,
        ...(init.body instanceof URLSearchParams && { body: init.body.toString() }),
        maxBytes: maxAnswerBytes,
        timeoutMs: Math.max(1, Math.ceil(until - performance.now())),
      }),
  }
}

/** What a request that came to nothing says of the provider: out of reach, or not to be believed. */
export function faultOf(error: unknown): SignInFault {
  if (error instanceof SignInFault) return error
  const rule = egressErrorOf(error)?.rule
  return new SignInFault(rule === 'time' || rule === 'connect' ? 'provider-unavailable' : 'provider-answer', error)
}

export const refuseUnavailable = ({ status }: Response): void => {
  if (status >= 500 || status === 429) throw new SignInFault('provider-unavailable', new Error(`HTTP status ${status}`))
}

/** Its authorization server's own name, if it is sent along, is this one; accounts are still those of `issuer`. */
const githubServer = (issuer: string): oauth.AuthorizationServer => ({
  issuer: `${issuer}/login/oauth`,
  authorization_endpoint: `${issuer}/login/oauth/authorize`,
  token_endpoint: `${issuer}/login/oauth/access_token`,
  userinfo_endpoint: issuer === 'https://github.com' ? 'https://api.github.com/user' : `${issuer}/api/v3/user`,
})

export function createProviderServers(deps: { urlPolicy: Pick<UrlPolicy, 'checkUrl'>; clock: Clock }): ProviderServers {
  const known = new Map<string, { at: number; server: oauth.AuthorizationServer }>()

  const discover = async (issuer: string, ways: WaysOut): Promise<oauth.AuthorizationServer> => {
    try {
      const identifier = new URL(issuer)
      const response = await oauth.discoveryRequest(identifier, { algorithm: 'oidc', ...ways })
      refuseUnavailable(response)
      // Compares the document's issuer with the one that was asked for (OC-6).
      const server = await oauth.processDiscoveryResponse(identifier, response)
      for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const)
        deps.urlPolicy.checkUrl(server[name] ?? '', { what: name })
      return server
    } catch (error) {
      throw faultOf(error)
    }
  }

  return {
    forget: ({ issuer }) => void known.delete(issuer),
    async of({ kind, issuer }, ways) {
      if (kind === 'github') return githubServer(issuer)
      const now = deps.clock.now()
      const seen = known.get(issuer)
      if (seen && now - seen.at < freshMs) return seen.server
      const server = await discover(issuer, ways)
      if (known.size >= mostServers) known.clear()
      known.set(issuer, { at: now, server })
      return server
    },
  }
}
