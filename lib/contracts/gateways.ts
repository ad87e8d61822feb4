import { z } from 'zod'
import { approvalModeSchema } from './approvals.ts'
import { signInProviderIdPattern } from './sign-in.ts'
import { descriptionSchema, gatewayIdSchema, gatewayNameSchema, isoTimestampSchema } from './ids.ts'

export const authorizerTypes = ['CUSTOM_JWT', 'AWS_IAM', 'NONE', 'AUTHENTICATE_ONLY'] as const
export const authorizerTypeSchema = z.enum(authorizerTypes)
export type AuthorizerType = z.infer<typeof authorizerTypeSchema>

export const gatewayStatuses = ['CREATING', 'UPDATING', 'UPDATE_UNSUCCESSFUL', 'DELETING', 'READY', 'FAILED'] as const
export const gatewayStatusSchema = z.enum(gatewayStatuses)
export type GatewayStatus = z.infer<typeof gatewayStatusSchema>

/** Revisions that this build speaks on the gateway's URL. A new gateway offers all of them. */
export const supportedMcpVersions = ['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'] as const
/** The first revision with URL-mode elicitation, without which nobody can be asked for consent; later ones have it too. */
export const firstVersionWithConsent = '2025-11-25'

const scopeTokenSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, 'A scope has no space, quote or backslash.')
const claimValueSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[A-Za-z0-9_.-]+$/)

export const customClaimSchema = z
  .strictObject({
    inboundTokenClaimName: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[A-Za-z0-9_.\-:/]+$/),
    inboundTokenClaimValueType: z.enum(['STRING', 'STRING_ARRAY']),
    authorizingClaimMatchValue: z.strictObject({
      claimMatchValue: z
        .strictObject({
          matchValueString: claimValueSchema.optional(),
          matchValueStringList: z.array(claimValueSchema).min(1).optional(),
        })
        .refine(
          (value) => Object.values(value).filter((member) => member !== undefined).length === 1,
          'Give exactly one of matchValueString and matchValueStringList.',
        ),
      claimMatchOperator: z.enum(['EQUALS', 'CONTAINS', 'CONTAINS_ANY']),
    }),
  })
  .refine((claim) => {
    const { claimMatchOperator: operator, claimMatchValue: value } = claim.authorizingClaimMatchValue
    if (claim.inboundTokenClaimValueType === 'STRING')
      return operator === 'EQUALS' && value.matchValueString !== undefined
    return operator === 'CONTAINS'
      ? value.matchValueString !== undefined
      : operator === 'CONTAINS_ANY' && value.matchValueStringList !== undefined
  }, 'STRING goes with EQUALS and matchValueString; STRING_ARRAY with CONTAINS and matchValueString, or CONTAINS_ANY and matchValueStringList.')
export type CustomClaim = z.infer<typeof customClaimSchema>

export const customJwtAuthorizerSchema = z.strictObject({
  discoveryUrl: z
    .string()
    .max(2048)
    .regex(
      /^.+\/\.well-known\/openid-configuration$/,
      'The discovery URL must end in /.well-known/openid-configuration.',
    ),
  allowedAudience: z.array(z.string().min(1)).min(1).optional(),
  allowedClients: z.array(z.string().min(1)).min(1).optional(),
  allowedScopes: z.array(scopeTokenSchema).min(1).optional(),
  advertisedScopeMapping: z.record(scopeTokenSchema, scopeTokenSchema).optional(),
  customClaims: z.array(customClaimSchema).min(1).optional(),
})
/** Without one of these, every token of the issuer would be let in. */
export const authorizerConditions = ['allowedAudience', 'allowedClients', 'allowedScopes', 'customClaims'] as const
export const conditionMissing =
  'Give at least one of allowedAudience, allowedClients, allowedScopes and customClaims; without one, every token of the issuer would be let in.'

export type CustomJwtAuthorizer = z.infer<typeof customJwtAuthorizerSchema>

export const authorizerConfigurationSchema = z.strictObject({ customJWTAuthorizer: customJwtAuthorizerSchema })

export const mcpGatewayConfigurationSchema = z.strictObject({
  supportedVersions: z
    .array(z.enum(supportedMcpVersions, `This build speaks ${supportedMcpVersions.join(', ')}.`))
    .min(1)
    .optional(),
  instructions: z.string().min(1).max(2048).optional(),
  searchType: z.enum(['SEMANTIC']).optional(),
  sessionConfiguration: z
    .strictObject({ sessionTimeoutInSeconds: z.number().int().min(900).max(28800).optional() })
    .optional(),
  streamingConfiguration: z.strictObject({ enableResponseStreaming: z.boolean().optional() }).optional(),
  disableMcpListToolsPagination: z.boolean().optional(),
})
export const protocolConfigurationSchema = z.strictObject({ mcp: mcpGatewayConfigurationSchema })

export const roleArnSchema = z
  .string()
  .min(1)
  .max(2048)
  .regex(
    /^arn:aws(?:-[^:]+)?:iam::(?:[0-9]{12})?:role\/.+$/,
    'Give an IAM role ARN such as arn:aws:iam::000000000000:role/gateway. Postern stores and echoes it only.',
  )
export const kmsKeyArnSchema = z
  .string()
  .regex(
    /^arn:aws(?:|-cn|-us-gov):kms:[a-zA-Z0-9-]*:[0-9]{12}:key\/[a-zA-Z0-9-]{36}$/,
    'Give a KMS key ARN. Postern stores and echoes it only.',
  )

/** Ours, beside the built-in sign-in: who comes in has signed in with this provider. Empty: by any way in that there is. */
export const gatewaySignInSchema = z.strictObject({
  providerId: z.string().regex(signInProviderIdPattern, 'Choose a sign-in provider by its id.').optional(),
})
export type GatewaySignIn = z.infer<typeof gatewaySignInSchema>

/** Members that Create and Update share. Names of AgentCore's CreateGateway. */
export const gatewaySettingsShape = {
  name: gatewayNameSchema,
  description: descriptionSchema.optional(),
  roleArn: roleArnSchema,
  protocolType: z.enum(['MCP']).optional(),
  protocolConfiguration: protocolConfigurationSchema.optional(),
  authorizerType: authorizerTypeSchema,
  authorizerConfiguration: authorizerConfigurationSchema.optional(),
  kmsKeyArn: kmsKeyArnSchema.optional(),
  exceptionLevel: z.enum(['DEBUG']).optional(),
  /** Ours; `automatic` where it is left out. */
  approval: approvalModeSchema.optional(),
  /** Ours; an update that leaves it out leaves it as it is, so that a tool which does not know it opens nothing. */
  signIn: gatewaySignInSchema.optional(),
}

export const gatewaySchema = z.object({
  gatewayArn: z.string(),
  gatewayId: gatewayIdSchema,
  gatewayUrl: z.string(),
  createdAt: isoTimestampSchema,
  updatedAt: isoTimestampSchema,
  status: gatewayStatusSchema,
  statusReasons: z.array(z.string()).optional(),
  name: z.string(),
  description: z.string().optional(),
  roleArn: z.string().optional(),
  protocolType: z.enum(['MCP']).optional(),
  protocolConfiguration: protocolConfigurationSchema.optional(),
  authorizerType: authorizerTypeSchema,
  authorizerConfiguration: authorizerConfigurationSchema.optional(),
  kmsKeyArn: z.string().optional(),
  exceptionLevel: z.enum(['DEBUG']).optional(),
  approval: approvalModeSchema.optional(),
  signIn: gatewaySignInSchema.optional(),
  workloadIdentityDetails: z.object({ workloadIdentityArn: z.string() }).optional(),
})
export type Gateway = z.infer<typeof gatewaySchema>

export const gatewaySummarySchema = gatewaySchema.pick({
  gatewayId: true,
  name: true,
  status: true,
  description: true,
  createdAt: true,
  updatedAt: true,
  authorizerType: true,
  protocolType: true,
})
export type GatewaySummary = z.infer<typeof gatewaySummarySchema>
