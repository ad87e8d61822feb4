import { z } from 'zod'
import { epochSecondsSchema, providerNameSchema, sessionUriSchema, workloadNameSchema } from './ids.ts'
import { customParametersSchema } from './targets.ts'

/** AgentCore ResourceOauth2ReturnUrlType; the allow-list and our own rules do the real checking (security SB-10). */
export const returnUrlSchema = z
  .string()
  .min(1)
  .max(2048)
  .regex(/^\w+:(?:\/?\/?)[^\s]+$/)

export const workloadIdentitySchema = z.object({
  name: workloadNameSchema,
  workloadIdentityArn: z.string(),
  allowedResourceOauth2ReturnUrls: z.array(z.string()).optional(),
  createdTime: epochSecondsSchema,
  lastUpdatedTime: epochSecondsSchema,
})
export type WorkloadIdentity = z.infer<typeof workloadIdentitySchema>

const jwtSchema = z
  .string()
  .min(1)
  .max(131072)
  .regex(/^[A-Za-z0-9\-_=]+\.[A-Za-z0-9\-_=]+\.[A-Za-z0-9\-_=]*$/, 'Give a compact JWT.')
export const userTokenSchema = jwtSchema
export const userIdSchema = z.string().min(1).max(128)

export const userIdentifierSchema = z
  .strictObject({ userToken: userTokenSchema.optional(), userId: userIdSchema.optional() })
  .refine(
    (union) => (union.userToken === undefined) !== (union.userId === undefined),
    'Give exactly one of userToken and userId.',
  )

export const resourceTokenRequestShape = {
  workloadIdentityToken: z.string().min(1).max(131072),
  resourceCredentialProviderName: providerNameSchema,
  scopes: z.array(z.string().min(1).max(128)),
  oauth2Flow: z.enum(['USER_FEDERATION']),
  sessionUri: sessionUriSchema.optional(),
  resourceOauth2ReturnUrl: returnUrlSchema.optional(),
  forceAuthentication: z.boolean().optional(),
  customParameters: customParametersSchema.optional(),
  customState: z.string().min(1).max(4096).optional(),
  resources: z.array(z.string().min(1).max(2048)).optional(),
}
