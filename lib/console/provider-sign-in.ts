import { createHash, randomBytes } from 'node:crypto'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import type { Profile } from 'next-auth'
import { decode, encode } from 'next-auth/jwt'
import { cookies, headers } from 'next/headers'
import type { z } from 'zod'
import { beginProviderSignIn, finishProviderSignIn } from '../contracts/operations/sign-in.ts'
import { signInIntentSchema, type SignInIntent, type SignInRefusal } from '../contracts/sign-in.ts'
import { routes } from './routes.ts'
import { serverCall } from './server-api.ts'
import { consoleSettings } from './server-settings.ts'

/**
 * Server half: a configured provider as next-auth takes it. next-auth keeps state, nonce and PKCE in the browser's cookies
 * and runs the redirects; the code is redeemed by the front door, which alone has the client secret and the way out, and
 * which decides who the person is.
 */

type Begun = z.output<typeof beginProviderSignIn.output>
export type Finished = z.output<typeof finishProviderSignIn.output> & { intent: SignInIntent }

const intentSeconds = 900
const intentCookie = (https: boolean) => (https ? '__Host-postern-sign-in' : 'postern-sign-in')
const lax = (https: boolean) => ({ httpOnly: true, sameSite: 'lax', secure: https, path: '/' }) as const

/** @throws ApiError where the provider is gone or does not answer now */
export async function oauthProvider(id: string): Promise<OAuthConfig<Finished>> {
  const begun = await serverCall(beginProviderSignIn, { id })
  return {
    id: begun.id,
    name: begun.name,
    type: 'oauth',
    issuer: begun.issuer,
    clientId: begun.clientId,
    authorization: { url: begun.authorizationEndpoint, params: { scope: begun.scopes } },
    checks: begun.kind === 'github' ? ['pkce', 'state'] : ['pkce', 'state', 'nonce'],
    token: {
      request: async ({ params, checks }) => ({ tokens: { finished: await finish(begun, params, checks) } }),
    },
    userinfo: { request: ({ tokens }) => tokens['finished'] as Profile },
    profile: (finished) =>
      finished.outcome === 'signed-in'
        ? { id: finished.userId, email: finished.email, role: finished.role, sid: finished.sessionId }
        : { id: 'nobody', refused: refusedPath(finished.intent, finished.reason) },
  }
}

async function finish(
  { id }: Begun,
  parameters: object,
  checks: { state?: string; code_verifier?: string; nonce?: string },
): Promise<Finished> {
  const intent = await takeIntent(id)
  const finished = await serverCall(finishProviderSignIn, {
    id,
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)])),
    state: checks.state ?? '',
    codeVerifier: checks.code_verifier ?? '',
    ...(checks.nonce !== undefined && { nonce: checks.nonce }),
    intent,
    userAgent: (await headers()).get('user-agent')?.slice(0, 1_000),
  })
  return { ...finished, intent }
}

/** Where a person is told why a sign-in came to nothing: where he set out. */
export const refusedPath = (intent: SignInIntent, reason: SignInRefusal): string =>
  intent.to === 'client'
    ? routes.clientRequest(intent.request, reason)
    : routes.signInRefused(reason, intent.to === 'link')

/** What this browser set out to do; every start replaces it, so that an old one never joins another sign-in. */
export async function keepIntent(provider: string, intent: SignInIntent): Promise<void> {
  const { https, sessionSecret } = consoleSettings()
  const sealed = await encode({ token: { provider, intent }, secret: sessionSecret, maxAge: intentSeconds })
  const jar = await cookies()
  jar.set(intentCookie(https), sealed, { ...lax(https), maxAge: intentSeconds })
}

/** To sign in, where nothing else was set out to do with this provider. */
export async function keptIntent(provider: string): Promise<SignInIntent> {
  const { https, sessionSecret } = consoleSettings()
  const token = (await cookies()).get(intentCookie(https))?.value
  const kept = await decode({ token, secret: sessionSecret }).catch(() => null)
  const intent = kept?.['provider'] === provider ? signInIntentSchema.safeParse(kept['intent']) : undefined
  return intent?.data ?? { to: 'sign-in' }
}

async function takeIntent(provider: string): Promise<SignInIntent> {
  const { https } = consoleSettings()
  const intent = await keptIntent(provider)
  const jar = await cookies()
  jar.set(intentCookie(https), '', { ...lax(https), maxAge: 0 })
  return intent
}

/**
 * next-auth asks for a token of its own in every form. Ours are checked by their origin before they come to it, which a form
 * without scripts can pass too; so the token is made here.
 */
export async function passFormCheck(): Promise<string> {
  const { https, sessionSecret } = consoleSettings()
  const token = randomBytes(32).toString('hex')
  const hash = createHash('sha256').update(`${token}${sessionSecret}`).digest('hex')
  const jar = await cookies()
  jar.set(`${https ? '__Host-' : ''}next-auth.csrf-token`, `${token}|${hash}`, lax(https))
  return token
}
