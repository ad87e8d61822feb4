import { z } from 'zod'
import { isoTimestampSchema } from './ids.ts'

/** SHA-256 of whose it is, where and for what: the same before it is made and after it has ended. */
export const connectionIdSchema = z.string().regex(/^[0-9a-f]{64}$/, 'A connection id has 64 digits of 0-9a-f.')

/** What can be asked for. `expiring`: ends within a day, and nothing renews it. */
export const heldStatuses = ['active', 'expiring', 'needs-sign-in', 'pending', 'revoked'] as const
export type HeldStatus = (typeof heldStatuses)[number]
/** `not-connected`: could be, in one's own list. */
export type ConnectionStatus = HeldStatus | 'not-connected'

/** A connection without its tokens. */
export const connectionSchema = z.object({
  connectionId: z.string(),
  providerName: z.string(),
  /** The gateway's id, or the name of another workload identity. */
  workloadName: z.string(),
  gatewayName: z.string().optional(),
  /** What it serves now: all targets of the gateway with the same provider and scopes. */
  targets: z.array(z.object({ targetId: z.string(), name: z.string() })),
  /** What was granted; where nothing is, what is asked for. */
  scopes: z.array(z.string()).readonly(),
  status: z.enum([...heldStatuses, 'not-connected']),
  /** Why it needs a new sign-in, or why it ended. */
  reason: z.string().optional(),
  connectedAt: isoTimestampSchema.optional(),
  /** To the minute. */
  lastUsedAt: isoTimestampSchema.optional(),
  /** When it is renewed by itself, with the next call from then on. */
  renewsAt: isoTimestampSchema.optional(),
  /** When it ends because nothing renews it; of a pending one, when its link lapses. */
  endsAt: isoTimestampSchema.optional(),
  endedAt: isoTimestampSchema.optional(),
  /** Ended here; the provider has not confirmed yet. */
  revoking: z.boolean().optional(),
})
export type Connection = z.infer<typeof connectionSchema>

/** `email` for a person of this installation; anybody else by issuer and subject, or by the opaque id that a caller chose. */
export const ownedConnectionSchema = connectionSchema.extend({
  owner: z.object({
    email: z.string().optional(),
    userId: z.string().optional(),
    issuer: z.string().optional(),
    subject: z.string().optional(),
    /** An API key of the gateway. */
    keyId: z.string().optional(),
    keyName: z.string().optional(),
    /** A program's own: everybody who uses that program shares this connection. */
    isMachine: z.literal(true).optional(),
  }),
})
export type OwnedConnection = z.infer<typeof ownedConnectionSchema>
