import { z } from 'zod'
import { descriptionSchema, isoTimestampSchema, targetIdSchema, targetNameSchema } from './ids.ts'

/** AgentCore's eleven target statuses. */
export const targetStatuses = [
  'CREATING',
  'CREATE_PENDING_AUTH',
  'UPDATING',
  'UPDATE_PENDING_AUTH',
  'UPDATE_UNSUCCESSFUL',
  'SYNCHRONIZING',
  'SYNCHRONIZE_PENDING_AUTH',
  'SYNCHRONIZE_UNSUCCESSFUL',
  'READY',
  'FAILED',
  'DELETING',
] as const
export const targetStatusSchema = z.enum(targetStatuses)
export type TargetStatus = z.infer<typeof targetStatusSchema>

export const isPendingAuth = (status: TargetStatus): boolean => status.endsWith('_PENDING_AUTH')
/** True while something will change without anybody's doing. */
export const isInMotion = (status: TargetStatus): boolean =>
  isPendingAuth(status) || ['CREATING', 'UPDATING', 'SYNCHRONIZING', 'DELETING'].includes(status)

export const maxToolSchemaBytes = 1_000_000

/** Of one answer or one event of a server, where the target sets no other: 16 MiB. */
export const responseBytes = { least: 1_024, most: 67_108_864 } as const

export const mcpServerTargetSchema = z.strictObject({
  endpoint: z.string().min(1).max(2048),
  mcpToolSchema: z.strictObject({ inlinePayload: z.string().min(1) }).optional(),
  listingMode: z.enum(['DEFAULT']).optional(),
  /** Of targets with the same resource, the one with the lowest answers for it; AgentCore's member. Absent: 1,000. */
  resourcePriority: z
    .number('Give a whole number.')
    .int('Give a whole number.')
    .min(0, 'At least 0.')
    .max(1000, 'At most 1,000.')
    .optional(),
  /** Ours: the largest answer, or event of a stream, that is taken from this server. */
  maxResponseBytes: z
    .number('Give a whole number of bytes.')
    .int('Give a whole number of bytes.')
    .min(responseBytes.least, `At least ${responseBytes.least} bytes.`)
    .max(responseBytes.most, `At most ${responseBytes.most} bytes (64 MiB).`)
    .optional(),
})
export type McpServerTarget = z.infer<typeof mcpServerTargetSchema>

export const targetConfigurationSchema = z.strictObject({ mcp: z.strictObject({ mcpServer: mcpServerTargetSchema }) })
export type TargetConfiguration = z.infer<typeof targetConfigurationSchema>

/** Parameters of ours in an authorization request; a target may not set them (OC-10). */
export const reservedAuthorizationParameters = [
  'client_id',
  'client_secret',
  'redirect_uri',
  'response_type',
  'response_mode',
  'state',
  'code_challenge',
  'code_challenge_method',
  'scope',
  'resource',
  'nonce',
  'request',
  'request_uri',
] as const

export const customParametersSchema = z
  .record(
    z
      .string()
      .min(1)
      .max(256)
      .regex(/^[a-zA-Z0-9\-_.]+$/),
    z.string().min(1).max(2048),
  )
  .refine((map) => Object.keys(map).length <= 10, 'At most ten additional parameters.')
  .refine(
    (map) => !Object.keys(map).some((key) => (reservedAuthorizationParameters as readonly string[]).includes(key)),
    `These parameters are Postern's own: ${reservedAuthorizationParameters.join(', ')}.`,
  )

export const scopesSchema = z
  .array(
    z
      .string()
      .min(1)
      .max(64)
      .regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, 'A scope has no space, quote or backslash.'),
  )
  .max(100)

export const oauthCredentialProviderSchema = z.strictObject({
  providerArn: z
    .string()
    .regex(/^arn:[^:]*:[^:]*:[^:]*:(?:[0-9]{12})?:.+$/, 'Give the credentialProviderArn of an OAuth client.'),
  scopes: scopesSchema,
  customParameters: customParametersSchema.optional(),
  grantType: z.enum(['AUTHORIZATION_CODE', 'CLIENT_CREDENTIALS', 'TOKEN_EXCHANGE']).optional(),
  defaultReturnUrl: z.string().min(1).max(2048).optional(),
})
export type OauthCredentialProvider = z.infer<typeof oauthCredentialProviderSchema>

export const credentialProviderConfigurationSchema = z.strictObject({
  credentialProviderType: z.enum(['OAUTH']),
  credentialProvider: z.strictObject({ oauthCredentialProvider: oauthCredentialProviderSchema }),
})
export type CredentialProviderConfiguration = z.infer<typeof credentialProviderConfigurationSchema>

/** Members that Create and Update share. Names of AgentCore's CreateGatewayTarget. */
export const targetSettingsShape = {
  name: targetNameSchema,
  description: descriptionSchema.optional(),
  targetConfiguration: targetConfigurationSchema,
  credentialProviderConfigurations: z.array(credentialProviderConfigurationSchema).max(1).optional(),
}

export const authorizationDataSchema = z.object({
  oauth2: z.object({ authorizationUrl: z.string(), userId: z.string().optional() }),
})

export const gatewayTargetSchema = z.object({
  gatewayArn: z.string(),
  targetId: targetIdSchema,
  createdAt: isoTimestampSchema,
  updatedAt: isoTimestampSchema,
  status: targetStatusSchema,
  statusReasons: z.array(z.string()).optional(),
  name: z.string(),
  description: z.string().optional(),
  targetConfiguration: targetConfigurationSchema,
  credentialProviderConfigurations: z.array(credentialProviderConfigurationSchema),
  lastSynchronizedAt: isoTimestampSchema.optional(),
  authorizationData: authorizationDataSchema.optional(),
  protocolType: z.enum(['MCP']).optional(),
})
export type GatewayTarget = z.infer<typeof gatewayTargetSchema>

export const targetSummarySchema = gatewayTargetSchema
  .pick({
    targetId: true,
    name: true,
    status: true,
    description: true,
    createdAt: true,
    updatedAt: true,
    lastSynchronizedAt: true,
    authorizationData: true,
  })
  .extend({
    targetType: z.enum(['MCP_SERVER']).optional(),
    listingMode: z.enum(['DEFAULT']).optional(),
    resourcePriority: z.number().optional(),
  })
export type TargetSummary = z.infer<typeof targetSummarySchema>

/** How AgentCore begins the reason of a synchronization that failed; what follows says it all. */
export const syncFailurePrefix = 'Failed to connect and fetch tools from the provided MCP target server. Error - '
