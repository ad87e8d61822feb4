import { z } from 'zod'
import { epochSecondsSchema, providerNameSchema } from './ids.ts'

/** Vendors that this build offers, with the union member that carries their settings (AgentCore Oauth2ProviderConfigInput). */
export const vendorMembers = {
  CustomOauth2: 'customOauth2ProviderConfig',
  GithubOauth2: 'githubOauth2ProviderConfig',
  GoogleOauth2: 'googleOauth2ProviderConfig',
  SlackOauth2: 'slackOauth2ProviderConfig',
  SalesforceOauth2: 'salesforceOauth2ProviderConfig',
  MicrosoftOauth2: 'microsoftOauth2ProviderConfig',
  AtlassianOauth2: 'atlassianOauth2ProviderConfig',
} as const
export type Vendor = keyof typeof vendorMembers
export const vendors = Object.keys(vendorMembers) as [Vendor, ...Vendor[]]
export const vendorSchema = z.enum(vendors)

export const authorizationServerMetadataSchema = z.strictObject({
  issuer: z.string().min(1).max(2048),
  authorizationEndpoint: z.string().min(1).max(2048),
  tokenEndpoint: z.string().min(1).max(2048),
  responseTypes: z.array(z.string()).optional(),
  tokenEndpointAuthMethods: z
    .array(z.enum(['client_secret_post', 'client_secret_basic']))
    .min(1)
    .max(2)
    .optional(),
})
export type AuthorizationServerMetadata = z.infer<typeof authorizationServerMetadataSchema>

export const oauthDiscoverySchema = z
  .strictObject({
    discoveryUrl: z
      .string()
      .max(2048)
      .regex(
        /^.+\/\.well-known\/(?:openid-configuration|oauth-authorization-server)$/,
        'The discovery URL must end in /.well-known/openid-configuration or /.well-known/oauth-authorization-server. For a server with another address, give authorizationServerMetadata.',
      )
      .optional(),
    authorizationServerMetadata: authorizationServerMetadataSchema.optional(),
  })
  .refine(
    (union) => Object.values(union).filter((member) => member !== undefined).length === 1,
    'Give exactly one of discoveryUrl and authorizationServerMetadata.',
  )
export type OauthDiscovery = z.infer<typeof oauthDiscoverySchema>

const clientIdSchema = z.string().min(1).max(256)
const clientSecretSchema = z.string().max(2048)

const vendorConfigInputSchema = z.strictObject({
  clientId: clientIdSchema,
  clientSecret: clientSecretSchema.optional(),
  clientSecretSource: z.enum(['MANAGED']).optional(),
})
export const customConfigInputSchema = z.strictObject({
  oauthDiscovery: oauthDiscoverySchema,
  clientId: clientIdSchema,
  clientSecret: clientSecretSchema.optional(),
  clientSecretSource: z.enum(['MANAGED']).optional(),
  clientAuthenticationMethod: z.enum(['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST']).optional(),
})

export const providerConfigInputSchema = z
  .strictObject({
    customOauth2ProviderConfig: customConfigInputSchema.optional(),
    githubOauth2ProviderConfig: vendorConfigInputSchema.optional(),
    googleOauth2ProviderConfig: vendorConfigInputSchema.optional(),
    slackOauth2ProviderConfig: vendorConfigInputSchema.optional(),
    salesforceOauth2ProviderConfig: vendorConfigInputSchema.optional(),
    microsoftOauth2ProviderConfig: vendorConfigInputSchema
      .extend({
        tenantId: z
          .string()
          .min(1)
          .max(2048)
          .regex(/^[A-Za-z0-9.-]+$/)
          .optional(),
      })
      .optional(),
    atlassianOauth2ProviderConfig: vendorConfigInputSchema.optional(),
  })
  .refine(
    (union) => Object.values(union).filter((member) => member !== undefined).length === 1,
    'Give exactly one provider configuration.',
  )
export type ProviderConfigInput = z.infer<typeof providerConfigInputSchema>

const vendorConfigOutputSchema = z.object({ oauthDiscovery: oauthDiscoverySchema, clientId: z.string().optional() })
export const providerConfigOutputSchema = z.object({
  customOauth2ProviderConfig: vendorConfigOutputSchema
    .extend({ clientAuthenticationMethod: z.string().optional() })
    .optional(),
  githubOauth2ProviderConfig: vendorConfigOutputSchema.optional(),
  googleOauth2ProviderConfig: vendorConfigOutputSchema.optional(),
  slackOauth2ProviderConfig: vendorConfigOutputSchema.optional(),
  salesforceOauth2ProviderConfig: vendorConfigOutputSchema.optional(),
  microsoftOauth2ProviderConfig: vendorConfigOutputSchema.optional(),
  atlassianOauth2ProviderConfig: vendorConfigOutputSchema.optional(),
})

export const credentialProviderSchema = z.object({
  clientSecretArn: z.object({ secretArn: z.string() }),
  clientSecretJsonKey: z.string().optional(),
  clientSecretSource: z.enum(['MANAGED']).optional(),
  name: providerNameSchema,
  credentialProviderVendor: vendorSchema,
  credentialProviderArn: z.string(),
  callbackUrl: z.string(),
  oauth2ProviderConfigOutput: providerConfigOutputSchema,
  createdTime: epochSecondsSchema,
  lastUpdatedTime: epochSecondsSchema,
  status: z.enum(['READY']).optional(),
})
export type CredentialProvider = z.infer<typeof credentialProviderSchema>

export const credentialProviderItemSchema = credentialProviderSchema.pick({
  name: true,
  credentialProviderVendor: true,
  credentialProviderArn: true,
  createdTime: true,
  lastUpdatedTime: true,
})
