import type { AuthOptions } from 'next-auth'
import { decode, encode } from 'next-auth/jwt'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { cookies, headers } from 'next/headers'
import { sessionClaimsSchema, sessionCookieName, sessionMaxAgeSeconds } from '../contracts/console-session.ts'
import { signIn, signOut } from '../contracts/operations/console.ts'
import type { Finished } from './provider-sign-in.ts'
import { safePath } from './safe-path.ts'
import { serverCall } from './server-api.ts'
import { consoleSettings } from './server-settings.ts'

/**
 * Server half: next-auth with the provider that the request is about, if it is about one, and the console's own sign-in form beside it. Both ask the front door for a session and write the
 * same cookie; the form does it in a server action, which works before scripts have loaded and without them.
 */
export function authOptions(provider?: OAuthConfig<Finished>): AuthOptions {
  const { https, sessionSecret, publicOrigin } = consoleSettings()
  return {
    secret: sessionSecret,
    session: { strategy: 'jwt', maxAge: sessionMaxAgeSeconds },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    useSecureCookies: https,
    cookies: { sessionToken: { name: sessionCookieName(https), options: cookieOptions(https) } },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        authorize: async (given) => {
          try {
            const { sessionId, userId, email, role } = await serverCall(signIn, {
              email: given?.email ?? '',
              userAgent: await browserOf(),
              password: given?.password ?? '',
            })
            return { id: userId, email, role, sid: sessionId }
          } catch {
            // next-auth puts the text of an error into an address; null makes it the fixed word CredentialsSignin.
            return null
          }
        },
      }),
      ...(provider ? [provider] : []),
    ],
    callbacks: {
      // A refusal of the front door leads back to where the person set out, with one fixed word.
      signIn: ({ user }) => {
        const refused = Reflect.get(user, 'refused') as unknown
        return typeof refused === 'string' ? publicOrigin + refused : true
      },
      redirect: ({ url }) => {
        const target = URL.parse(url, publicOrigin)
        return publicOrigin + (target?.origin === publicOrigin ? safePath(target.pathname + target.search) : '/')
      },
      jwt: async ({ token, user }) => {
        if (!user) return token
        const part = sessionPart(user)
        await endOtherSession(part.sid)
        return { sub: user.id, email: user.email, ...part }
      },
    },
    events: {
      signOut: async ({ token }) => {
        const claims = sessionClaimsSchema.safeParse(token)
        if (claims.success) await serverCall(signOut, { sessionId: claims.data.sid })
      },
    },
  }
}

/** What the browser says of itself, for the person's list of sessions. */
const browserOf = async (): Promise<string | undefined> => (await headers()).get('user-agent')?.slice(0, 1_000)

/** Lax, not Strict: the return page is reached by a redirect from the provider and must know its visitor (BR-1). */
const cookieOptions = (https: boolean) => ({ httpOnly: true, sameSite: 'lax', secure: https, path: '/' }) as const

/** What `authorize` added to next-auth's user. */
const sessionPart = (user: object): { role: unknown; sid: unknown } => ({
  role: Reflect.get(user, 'role'),
  sid: Reflect.get(user, 'sid'),
})

/** Of the cookie, whatever has become of the session; empty without one. */
export async function currentSessionId(): Promise<string> {
  const { https, sessionSecret } = consoleSettings()
  const token = (await cookies()).get(sessionCookieName(https))?.value
  const claims = sessionClaimsSchema.safeParse(await decode({ token, secret: sessionSecret }).catch(() => null))
  return claims.data?.sid ?? ''
}

/** The session that was open in this browser ends when another one takes its cookie. */
async function endOtherSession(sid: unknown): Promise<void> {
  const current = await currentSessionId()
  if (current !== '' && current !== sid) await serverCall(signOut, { sessionId: current })
}

/** Signs in and sets the cookie, ending the session that was there; an ApiError says why not. For server actions. */
export async function openSession({ email: given, password }: { email: string; password: string }): Promise<void> {
  const { https, sessionSecret } = consoleSettings()
  const { sessionId, userId, email, role } = await serverCall(signIn, {
    email: given,
    password,
    userAgent: await browserOf(),
  })
  await closeSession()
  const token = await encode({
    token: { sub: userId, email, role, sid: sessionId },
    secret: sessionSecret,
    maxAge: sessionMaxAgeSeconds,
  })
  const jar = await cookies()
  jar.set(sessionCookieName(https), token, { ...cookieOptions(https), maxAge: sessionMaxAgeSeconds })
}

/** Ends the session where it is kept and forgets the cookie. For server actions. */
export async function closeSession(): Promise<void> {
  const { https, sessionSecret } = consoleSettings()
  const jar = await cookies()
  const name = sessionCookieName(https)
  const claims = sessionClaimsSchema.safeParse(await decode({ token: jar.get(name)?.value, secret: sessionSecret }))
  if (claims.success) await serverCall(signOut, { sessionId: claims.data.sid })
  jar.set(name, '', { ...cookieOptions(https), maxAge: 0 })
}
