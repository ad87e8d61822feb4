import { z } from 'zod'
import { consoleRoles } from '../kernel/roles.ts'

/**
 * The console's session cookie: a next-auth 4 token (JWE) that the console process writes and the front door reads.
 * `__Host-` needs https, which loopback does not have (BR-1).
 */
export const sessionCookieName = (https: boolean): string => (https ? '__Host-postern-session' : 'postern-session')

/** Twelve hours, absolute; the front door may end a session sooner. */
export const sessionMaxAgeSeconds = 12 * 60 * 60

export const sessionClaimsSchema = z.object({
  sub: z.string(),
  email: z.string(),
  role: z.enum(consoleRoles),
  /** Id of the row that the front door owns: ending it ends the session, whatever the cookie says. */
  sid: z.string(),
})
export type SessionClaims = z.infer<typeof sessionClaimsSchema>
