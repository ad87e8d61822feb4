import { z } from 'zod'
import { consoleRoles } from '../kernel/roles.ts'
import { emailSchema, newPasswordSchema } from './console.ts'
import { gatewayIdSchema, isoTimestampSchema } from './ids.ts'
import { roleSourceSchema } from './sign-in.ts'

export const userIdSchema = z.string().min(1).max(100)

/** `gatewayIds`: the gateways that the role is for; left out: all. A team lead has them always, an administrator never. */
export const roleGrantSchema = z.strictObject({
  role: z.enum(consoleRoles),
  gatewayIds: z.array(gatewayIdSchema).max(1_000).readonly().optional(),
})

export const personViewSchema = z.object({
  userId: z.string(),
  email: z.string(),
  role: z.enum(consoleRoles),
  gatewayIds: z.array(z.string()).readonly().optional(),
  /** `invited`: has no password yet. */
  status: z.enum(['active', 'invited', 'disabled']),
  createdAt: isoTimestampSchema,
  lastSignInAt: isoTimestampSchema.optional(),
  /** A link to set a password is out and works until then. */
  invitedUntil: isoTimestampSchema.optional(),
  /** The role follows a provider's groups and cannot be changed here. Of one person alone, not in lists. */
  roleSetBy: roleSourceSchema.optional(),
})
export type PersonView = z.infer<typeof personViewSchema>

/** `link` is shown this once; there is none where a password was given. */
export const invitedSchema = z.object({ person: personViewSchema, link: z.string().optional() })

/** With `password` the person can sign in at once: for scripts, and for who is told it in another way. */
export const invitePersonSchema = roleGrantSchema.extend({ email: emailSchema, password: newPasswordSchema.optional() })

export const consoleSessionViewSchema = z.object({
  sessionId: z.string(),
  createdAt: isoTimestampSchema,
  expiresAt: isoTimestampSchema,
  /** What the browser said of itself; anybody can say anything there. */
  userAgent: z.string(),
  /** The session that asks. */
  current: z.boolean(),
})
export type ConsoleSessionView = z.infer<typeof consoleSessionViewSchema>
