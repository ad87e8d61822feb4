import { z } from 'zod'

/** What can be wrong with an issuer, by who has to look: its network, its operator, or whoever typed the URL. */
export const issuerFaults = [
  'refused-address',
  'unreachable',
  'slow',
  'no-document',
  'unusable-document',
  'another-issuer',
  'no-keys',
  'own',
] as const
export type IssuerFault = (typeof issuerFaults)[number]

/** How an identity provider answered just now. `detail` and `fault` are for people; nothing of its documents is in them. */
export const issuerReportSchema = z.discriminatedUnion('usable', [
  z.object({
    usable: z.literal(true),
    issuer: z.string(),
    /** Keys that can verify tokens, of those in its set. */
    keys: z.number(),
    /** What it says that it has: at most 100, each as it wrote it. */
    scopes: z.array(z.string()),
    /** Ways for MCP clients that it has never heard of. */
    registration: z.object({ dynamic: z.boolean(), metadataDocuments: z.boolean() }),
    /** Says that it takes PKCE with S256, without which MCP clients do not sign in. */
    pkce: z.boolean(),
    tookMs: z.number(),
  }),
  z.object({ usable: z.literal(false), fault: z.enum(issuerFaults), detail: z.string() }),
])
export type IssuerReport = z.infer<typeof issuerReportSchema>
