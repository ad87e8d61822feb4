import { z } from 'zod'
import { isoTimestampSchema } from './ids.ts'

export const signInKinds = ['oidc', 'google', 'github'] as const
export type SignInKind = (typeof signInKinds)[number]

/** Roles that a group can give. A team lead is one of given gateways, which no group names. */
export const groupRoles = ['admin', 'operator', 'auditor', 'member'] as const
export type GroupRole = (typeof groupRoles)[number]

export const signInIssuers: Readonly<Record<Exclude<SignInKind, 'oidc'>, string>> = {
  google: 'https://accounts.google.com',
  github: 'https://github.com',
}

export const signInProviderIdPattern = /^[a-z0-9-]{1,40}$/
export const signInProviderIdSchema = z.string().regex(signInProviderIdPattern)

const settingsSchema = z.strictObject({
  name: z.string().trim().min(1, 'Give a name for the button.').max(60),
  clientId: z.string().trim().min(1, 'Give the client ID.').max(500),
  /** Separated by spaces; `openid` is asked of every OpenID provider. */
  scopes: z.string().trim().max(1_000).optional(),
  /** Claim of the ID token that lists the person's groups. */
  groupClaim: z.string().trim().min(1).max(200).optional(),
  roleByGroup: z.record(z.string().min(1).max(200), z.enum(groupRoles)).optional(),
  whoMayJoin: z.enum(['invited', 'anybody']).optional(),
  /** Whether users of gateways with tokens of this issuer have to sign in here before they connect an account. */
  bindsCallers: z.boolean().optional(),
  enabled: z.boolean().optional(),
})
export const clientSecretSchema = z.string().min(1, 'Give the client secret.').max(2_000)

export const newSignInProviderSchema = settingsSchema.extend({
  /** Names the callback URL, which is registered at the provider before it is saved here. */
  id: signInProviderIdSchema,
  kind: z.enum(signInKinds),
  /** Left out for Google and github.com. */
  issuer: z.string().trim().max(500).optional(),
  clientSecret: clientSecretSchema,
})
export type NewSignInProvider = z.infer<typeof newSignInProviderSchema>

/** Full replacement, but for the secret, which stays where it is left out. Kind and issuer stay: make another one. */
export const signInProviderChangeSchema = settingsSchema.extend({
  id: signInProviderIdSchema,
  clientSecret: clientSecretSchema.optional(),
})
export type SignInProviderChange = z.infer<typeof signInProviderChangeSchema>

/** Without the secret, which no answer holds. */
export const signInProviderSchema = z.object({
  id: z.string(),
  kind: z.enum(signInKinds),
  name: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  scopes: z.string(),
  groupClaim: z.string().optional(),
  roleByGroup: z.record(z.string(), z.enum(groupRoles)),
  whoMayJoin: z.enum(['invited', 'anybody']),
  bindsCallers: z.boolean(),
  enabled: z.boolean(),
  callbackUrl: z.string(),
  /** Path of the file that sets it; it is changed and removed there alone. */
  setByFile: z.string().optional(),
})
export type SignInProvider = z.infer<typeof signInProviderSchema>

export const signInChoiceSchema = z.object({ id: z.string(), kind: z.enum(signInKinds), name: z.string() })
export type SignInChoice = z.infer<typeof signInChoiceSchema>

/** Why a sign-in by a provider came to nothing; the console has the words. */
export const signInRefusals = [
  'provider-gone',
  'provider-unavailable',
  'provider-answer',
  'not-invited',
  'invitation-spent',
  'address-taken',
  'linked-elsewhere',
  'signed-out',
  'disabled',
] as const
export type SignInRefusal = (typeof signInRefusals)[number]

/** What the person set out to do, beside signing in. */
export const signInIntentSchema = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('sign-in') }),
  z.strictObject({ to: z.literal('accept'), invitation: z.string().min(1).max(200) }),
  /** For a client's request, whose page says what came of it. */
  z.strictObject({ to: z.literal('client'), request: z.string().regex(/^[\w-]{1,64}$/) }),
  /** Adds the account to the person of this session. */
  z.strictObject({ to: z.literal('link'), sessionId: z.string().min(1).max(100) }),
])
export type SignInIntent = z.infer<typeof signInIntentSchema>

export const signInLinkSchema = z.object({
  linkId: z.string(),
  issuer: z.string(),
  /** The provider's own id for the account. */
  subject: z.string(),
  /** Absent where the provider was removed. */
  providerName: z.string().optional(),
  /** What the provider calls the person. */
  label: z.string(),
  createdAt: isoTimestampSchema,
  lastUsedAt: isoTimestampSchema.optional(),
})
export type SignInLink = z.infer<typeof signInLinkSchema>

/** The provider whose groups say a person's role, and the group that did at the last sign-in, if one did. */
export const roleSourceSchema = z.object({
  providerId: z.string(),
  providerName: z.string(),
  group: z.string().optional(),
})
export type RoleSource = z.infer<typeof roleSourceSchema>
