import type { AuditVerb } from '../../audit/index.ts'
import type { IncomingHttpHeaders } from 'node:http'
import { parse as parseCookies, serialize as serializeCookie } from 'cookie'
import { calculatePKCECodeChallenge, generateRandomCodeVerifier } from 'oauth4webapi'
import { Secret } from '../../kernel/secret.ts'
import { sha256Hex, timingSafeEqualText } from '../../platform/crypto/hash.ts'
import { randomToken } from '../../platform/random.ts'
import { authorizationUrl } from '../oauth-client/authorize-url.ts'
import { judgeAuthorizationAnswer } from '../oauth-client/authorization-answer.ts'
import { askedScopes } from './asked-scopes.ts'
import { isFormToken, linkState } from './describe-session.ts'
import { connectPage, customStateOf, newSessionUrn, redirectUri, returnLink, sealField, urnHash } from './links.ts'
import { problems, type BrowserResponse } from './browser-problems.ts'
import { moveSession, sessionEvent, tellEnded, type SessionDeps } from './session-deps.ts'
import { type AuthorizationSession, type ConsoleActor } from './session.ts'
import { signsInFirst, viewStarter } from './starter.ts'

export interface BrowserRequest {
  query: URLSearchParams
  /** Fields of the posted form. */
  form?: URLSearchParams
  headers: IncomingHttpHeaders
  /** The person who is signed in to the console in this browser. */
  visitor?: ConsoleActor
}

export interface BrowserLegs {
  /** GET: changes nothing, so a prefetch or a preview costs nothing. */
  authorize(request: BrowserRequest): Promise<BrowserResponse>
  /** POST of the connect page's form: on to the provider, or back to the application. */
  decide(request: BrowserRequest): Promise<BrowserResponse>
  /** GET: the provider's answer. */
  callback(callbackId: string, request: BrowserRequest): Promise<BrowserResponse>
}

const cookieSeconds = 600
const nobody = { kind: 'system' } as const

/** The consent flow in the browser (DESIGN §9): every step checks that it is still the same browser and the same link. */
export function createBrowserLegs(deps: SessionDeps): BrowserLegs {
  const { store, keyring, publicOrigin } = deps
  const secure = publicOrigin.startsWith('https:')
  const cookieName = (session: AuthorizationSession) => `${secure ? '__Host-bind-' : 'bind-'}${session.id}`
  const cookie = (session: AuthorizationSession, value: string) =>
    serializeCookie(cookieName(session), value, {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure,
      maxAge: value === '' ? 0 : cookieSeconds,
    })

  const isOurPost = (request: BrowserRequest, session: AuthorizationSession): boolean => {
    const site = request.headers['sec-fetch-site']
    if (site !== undefined) return site === 'same-origin'
    const origin = request.headers.origin
    if (origin !== undefined) return origin === publicOrigin
    return isFormToken(keyring, session, request.form?.get('form_token') ?? null)
  }

  /** Ends the session for the application: it is sent a URN with which it learns no more than "refused". */
  const backToApplication = async (
    session: AuthorizationSession,
    to: 'CODE_HELD' | 'DENIED' | 'FAILED',
    set: { codeSealed?: string; failure?: string },
    event: AuditVerb<'authorization'>,
    visitor: ConsoleActor | undefined,
  ): Promise<BrowserResponse> => {
    const urn = newSessionUrn()
    const took = await moveSession(deps, session, {
      from: to === 'DENIED' || to === 'FAILED' ? ['CREATED', 'OPENED'] : ['OPENED'],
      to,
      when: 'alive',
      ...(session.stateHash !== undefined && { where: { stateHash: session.stateHash } }),
      set: { ...set, completionHash: urnHash(urn) },
      audit: sessionEvent(event, visitor ?? nobody, session, to === 'CODE_HELD' ? 'ok' : 'refused', {
        ...(set.failure !== undefined && { reason: set.failure }),
      }),
    })
    if (!took) return problems.spent()
    if (to !== 'CODE_HELD') await tellEnded(deps, session, to, set.failure)
    return {
      kind: 'redirect',
      location: returnLink(session.returnUrl, urn, customStateOf(keyring, session)),
      setCookies: [cookie(session, '')],
    }
  }

  return {
    authorize({ query }) {
      const requestUri = query.get('request_uri') ?? ''
      return Promise.resolve({ kind: 'redirect', location: connectPage(publicOrigin, requestUri.slice(0, 1024)) })
    },

    async decide(request) {
      const session = await store.findByStart(urnHash(request.form?.get('request_uri') ?? ''))
      const state = linkState(session)
      if (!session || state === 'unknown') return problems.unknown()
      if (state === 'expired') return problems.expired()
      if (state === 'spent') return problems.spent()
      if (!isOurPost(request, session)) return problems.crossSite()
      const starter = await viewStarter(session, deps)
      if (signsInFirst(starter) && !starter.isVisitor(request.visitor)) return problems.notStarter()
      const decision = request.form?.get('decision')
      if (decision === 'cancel')
        return backToApplication(
          session,
          'DENIED',
          { failure: 'The request was cancelled.' },
          'denied',
          request.visitor,
        )
      if (decision !== 'continue') return problems.noDecision()

      const { extra: extraScopes } = await askedScopes(deps.connections, session)
      const verifier = generateRandomCodeVerifier()
      const oauthState = randomToken(32)
      const browserSecret = randomToken(32)
      const took = await moveSession(deps, session, {
        from: ['CREATED', 'OPENED'],
        to: 'OPENED',
        when: 'alive',
        set: {
          stateHash: sha256Hex(oauthState),
          cookieHash: sha256Hex(browserSecret),
          verifierSealed: sealField(keyring, session.id, 'verifier', new Secret(verifier)),
          extraScopes,
        },
        audit: sessionEvent('opened', request.visitor ?? nobody, session, 'ok'),
      })
      if (!took) return problems.spent()
      const location = authorizationUrl({
        provider: session.provider,
        redirectUri: redirectUri(publicOrigin, session),
        scopes: [...session.scopes, ...extraScopes],
        customParameters: session.customParameters,
        state: oauthState,
        codeChallenge: await calculatePKCECodeChallenge(verifier),
        resource: session.resource,
        keepGrant: session.purpose.kind !== 'sync',
      })
      return { kind: 'redirect', location, setCookies: [cookie(session, browserSecret)] }
    },

    async callback(callbackId, { query, headers, visitor }) {
      const states = query.getAll('state')
      const session = states.length === 1 ? await store.findByState(sha256Hex(states[0] ?? '')) : undefined
      // A callback of another provider is a mix-up (OC-5), and tells as little as an unknown state.
      if (!session || session.provider.callbackId !== callbackId) return problems.unknown()
      if (session.state === 'EXPIRED' || (session.expired && session.state === 'OPENED')) return problems.expired()
      if (session.state !== 'OPENED') return problems.spent()

      const presented = parseCookies(headers.cookie ?? '')[cookieName(session)]
      if (presented === undefined || !timingSafeEqualText(sha256Hex(presented), session.cookieHash ?? '')) {
        const detail = 'The answer came back in another browser than the one that was sent to the provider.'
        const took = await moveSession(deps, session, {
          from: ['OPENED'],
          to: 'MISMATCH',
          when: 'always',
          where: { stateHash: session.stateHash },
          set: { failure: detail },
          audit: sessionEvent('mismatch', visitor ?? nobody, session, 'refused', { reason: detail }),
        })
        if (took) await tellEnded(deps, session, 'MISMATCH', detail)
        return problems.otherBrowser()
      }

      const verdict = judgeAuthorizationAnswer(session.provider, query)
      switch (verdict.kind) {
        case 'denied':
          return backToApplication(
            session,
            'DENIED',
            { failure: 'The provider says that access was denied.' },
            'denied',
            visitor,
          )
        case 'failed':
          // Anyone can forge this answer in his own browser; only an admin's is believed for everyone.
          if (verdict.resourceRefused && session.purpose.kind === 'sync')
            await deps.providers.learnOmitResource(session.providerName)
          return backToApplication(session, 'FAILED', { failure: verdict.reason }, 'failed', visitor)
        case 'foreign': {
          const took = await moveSession(deps, session, {
            from: ['OPENED'],
            to: 'FAILED',
            when: 'always',
            where: { stateHash: session.stateHash },
            set: { failure: verdict.reason },
            audit: sessionEvent('failed', visitor ?? nobody, session, 'refused', { reason: verdict.reason }),
          })
          if (took) await tellEnded(deps, session, 'FAILED', verdict.reason)
          return { ...problems.foreignAnswer(), setCookies: [cookie(session, '')] }
        }
        case 'code': {
          const codeSealed = sealField(keyring, session.id, 'code', verdict.code)
          const response = await backToApplication(session, 'CODE_HELD', { codeSealed }, 'consented', visitor)
          await deps.faultPoint('code.held')
          return response
        }
      }
    },
  }
}
