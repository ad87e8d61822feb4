import { z } from 'zod'
import { gatewayIdSchema, isoTimestampSchema, targetIdSchema } from './ids.ts'

export const apiKeyIdSchema = z.string().regex(/^[a-z0-9]{12}$/, 'The id of an API key has twelve of a-z and 0-9.')

/** Where calls are listed and connections are shown, a key is told by its name: visible text of one line. */
export const apiKeyNameSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,62}[A-Za-z0-9])?$/,
    'Use 1–64 letters, digits, spaces, dots, hyphens and underscores; a letter or digit comes first and last.',
  )

/** Days. A key always ends; whoever uses it for longer gets a new one in good time. */
export const apiKeyLifetimes = { usual: 90, longest: 366 } as const

/** `expiring`: within a week. */
export const apiKeyStatuses = ['active', 'expiring', 'expired', 'revoked'] as const
export type ApiKeyStatus = (typeof apiKeyStatuses)[number]

/** A key without what is secret of it. */
export const apiKeySchema = z.object({
  keyId: apiKeyIdSchema,
  gatewayId: gatewayIdSchema,
  name: z.string(),
  /** How the key begins: what tells it apart where one was found. */
  begins: z.string(),
  status: z.enum(apiKeyStatuses),
  /** The targets that it reaches; absent: all of the gateway, those to come as well. */
  targetIds: z.array(targetIdSchema).optional(),
  createdBy: z.string(),
  createdAt: isoTimestampSchema,
  expiresAt: isoTimestampSchema,
  revokedAt: isoTimestampSchema.optional(),
  /** To the minute. */
  lastUsedAt: isoTimestampSchema.optional(),
})
export type ApiKey = z.infer<typeof apiKeySchema>
