import type { AuthOptions } from 'next-auth'
import { decode, encode } from 'next-auth/jwt'
import CredentialsProvider from 'next-auth/providers/credentials'
import { cookies, headers } from 'next/headers'
import { sessionClaimsSchema, sessionCookieName, sessionMaxAgeSeconds } from '../contracts/console-session.ts'
import { signIn, signOut } from '../contracts/operations/console.ts'
import { serverCall } from './server-api.ts'
import { consoleSettings } from './server-settings.ts'

/**
 * Server half: next-auth, and the console's own sign-in form beside it. Both ask the front door for a session and write the
 * same cookie; the form does it in a server action, which works before scripts have loaded and without them.
 */
export function authOptions(): AuthOptions {
  const { https, sessionSecret } = consoleSettings()
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
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { ...token, sub: user.id, email: user.email, ...sessionPart(user) } : token),
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
