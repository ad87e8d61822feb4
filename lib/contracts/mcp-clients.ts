import { z } from 'zod'
import { isoTimestampSchema } from './ids.ts'

/** What a gateway's authorizer names to have the built-in sign-in. */
export const builtInDiscoveryUrl = (publicOrigin: string): string =>
  `${publicOrigin}/oauth/.well-known/openid-configuration`

/** The scope that every token of the built-in sign-in has: to use the gateway that it is for. */
export const gatewayScope = 'mcp'

/** Ways by which clients may come to the built-in sign-in, beside those that an administrator registered. */
export const clientSignInSettingsSchema = z.object({
  /** Client ID Metadata Documents: the client's id is the URL of its description. */
  metadataDocuments: z.boolean(),
  /** RFC 7591: a client registers itself. */
  dynamicRegistration: z.boolean(),
  /** RFC 8628: a terminal shows a code, and the person types it into a browser. */
  deviceFlow: z.boolean(),
})
export type ClientSignInSettings = z.infer<typeof clientSignInSettingsSchema>

export const clientSignInSchema = clientSignInSettingsSchema.extend({
  issuer: z.string(),
  discoveryUrl: z.string(),
  signingKeys: z.array(
    z.object({
      keyId: z.string(),
      use: z.enum(['signs', 'next', 'retired']),
      since: isoTimestampSchema.optional(),
    }),
  ),
})
export type ClientSignIn = z.infer<typeof clientSignInSchema>

export const mcpClientSchema = z.object({
  clientId: z.string(),
  clientName: z.string(),
  kind: z.enum(['registered', 'dynamic']),
  redirectUris: z.array(z.string()),
  hasSecret: z.boolean(),
  createdAt: isoTimestampSchema,
  createdBy: z.string(),
  lastUsedAt: isoTimestampSchema.optional(),
})
export type McpClient = z.infer<typeof mcpClientSchema>

/** What one person has allowed one client; ending it ends every token that the client has of this person. */
export const clientGrantSchema = z.object({
  grantId: z.string(),
  clientId: z.string(),
  clientName: z.string(),
  userId: z.string(),
  email: z.string(),
  gatewayNames: z.array(z.string()),
  /** When it was last allowed. */
  createdAt: isoTimestampSchema,
})
export type ClientGrant = z.infer<typeof clientGrantSchema>

/** Of the browser that brought a client's request, and of that request alone. */
export const clientRequestCookie = (publicOrigin: string, requestId: string): string =>
  `${publicOrigin.startsWith('https:') ? '__Host-' : ''}postern-oauth-${requestId}`

/** What the consent page of a client shows. `state` other than `open` has no form. */
export const clientRequestSchema = z.object({
  state: z.enum(['open', 'closed']),
  clientName: z.string().optional(),
  /** `described` by a document at `clientHost`, `registered` by an administrator, or `dynamic`: by itself, unverified. */
  clientKind: z.enum(['described', 'registered', 'dynamic']).optional(),
  clientHost: z.string().optional(),
  /** Where the answer goes; absent at a terminal, which waits for it. */
  redirectHost: z.string().optional(),
  /** Any program on the person's own machine could be the receiver. */
  loopbackOnly: z.boolean().optional(),
  gatewayName: z.string().optional(),
  /**
   * Of a gateway that takes the people of one sign-in provider alone: `done` where the visitor signed in with it, `gone`
   * where it was removed or turned off, so that nobody can.
   */
  signIn: z
    .discriminatedUnion('state', [
      z.object({ state: z.enum(['done', 'needed']), provider: z.object({ id: z.string(), name: z.string() }) }),
      z.object({ state: z.literal('gone') }),
    ])
    .optional(),
  scopes: z.array(z.string()).optional(),
  expiresAt: isoTimestampSchema.optional(),
  /** Hidden field of the form: good for this request and this person. */
  formToken: z.string().optional(),
})
export type ClientRequest = z.infer<typeof clientRequestSchema>
