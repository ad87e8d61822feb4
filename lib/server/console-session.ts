import { parseCookie } from 'cookie'
import { decode } from 'next-auth/jwt'
import type { Person } from '../contracts/console.ts'
import { sessionClaimsSchema, sessionCookieName } from '../contracts/console-session.ts'
import type { Actor, SignedInWith } from '../kernel/principals.ts'
import type { Keyring } from '../platform/crypto/keyring.ts'

export type ConsoleActor = Extract<Actor, { kind: 'console' }>

/** What the console process encrypts its session cookie with: the same on every node and after a restart. */
export const consoleSecretOf = (keyring: Pick<Keyring, 'derive'>): string =>
  keyring.derive('next-auth').toString('base64url')

export interface ConsoleSessionDependencies {
  https: boolean
  /** What the console process encrypts its cookie with. */
  secret: string
  session(sessionId: string): Promise<(Person & { signedInWith?: SignedInWith }) | undefined>
}

/**
 * Who a cookie belongs to. The cookie only carries a session's id: whether that session lives, and whose it is, is asked of
 * the accounts room, so that signing out or disabling a person takes effect whatever the cookie says.
 */
export function createConsoleSessions(deps: ConsoleSessionDependencies) {
  const name = sessionCookieName(deps.https)
  const claimsOf = async (cookieHeader: string | undefined) => {
    if (!cookieHeader?.includes(name)) return undefined
    const token = parseCookie(cookieHeader)[name]
    if (!token) return undefined
    try {
      return sessionClaimsSchema.safeParse(await decode({ token, secret: deps.secret })).data
    } catch {
      return undefined
    }
  }
  return {
    async find(cookieHeader: string | undefined): Promise<ConsoleActor | undefined> {
      const claims = await claimsOf(cookieHeader)
      const person = claims && (await deps.session(claims.sid))
      if (!claims || !person) return undefined
      return { kind: 'console', ...person, sessionId: claims.sid }
    },
  }
}
