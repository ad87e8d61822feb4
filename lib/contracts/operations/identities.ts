import { z } from 'zod'
import {
  credentialProviderItemSchema,
  credentialProviderSchema,
  providerConfigInputSchema,
  vendorSchema,
} from '../credential-providers.ts'
import { nextTokenSchema, providerNameSchema, sessionUriSchema, tagsSchema, workloadNameSchema } from '../ids.ts'
import {
  resourceTokenRequestShape,
  returnUrlSchema,
  userIdentifierSchema,
  userIdSchema,
  userTokenSchema,
  workloadIdentitySchema,
} from '../workloads.ts'
import { shape } from './shape.ts'

const nothing = z.undefined()
const named = z.strictObject({ name: providerNameSchema })
const workload = z.strictObject({ name: workloadNameSchema })
const page = z.strictObject({
  maxResults: z.number().int().min(1).max(20).optional(),
  nextToken: nextTokenSchema.optional(),
})
const providerSettings = {
  name: providerNameSchema,
  credentialProviderVendor: vendorSchema,
  oauth2ProviderConfigInput: providerConfigInputSchema,
}

export const createOauth2CredentialProvider = shape({
  name: 'CreateOauth2CredentialProvider',
  action: 'clients.change',
  method: 'POST',
  path: '/identities/CreateOauth2CredentialProvider',
  success: 201,
  /** `callbackUrl` is ours: one that ReserveCallbackUrl gave, so that it could be registered at the provider beforehand. */
  input: z.strictObject({
    ...providerSettings,
    tags: tagsSchema.optional(),
    callbackUrl: z.string().max(2048).optional(),
  }),
  output: credentialProviderSchema,
})
export const getOauth2CredentialProvider = shape({
  name: 'GetOauth2CredentialProvider',
  action: 'clients.read',
  method: 'POST',
  path: '/identities/GetOauth2CredentialProvider',
  success: 200,
  input: named,
  output: credentialProviderSchema,
})
export const updateOauth2CredentialProvider = shape({
  name: 'UpdateOauth2CredentialProvider',
  action: 'clients.change',
  method: 'POST',
  path: '/identities/UpdateOauth2CredentialProvider',
  success: 200,
  input: z.strictObject(providerSettings),
  output: credentialProviderSchema,
})
export const deleteOauth2CredentialProvider = shape({
  name: 'DeleteOauth2CredentialProvider',
  action: 'clients.change',
  method: 'POST',
  path: '/identities/DeleteOauth2CredentialProvider',
  success: 204,
  input: named,
  output: nothing,
})
export const listOauth2CredentialProviders = shape({
  name: 'ListOauth2CredentialProviders',
  action: 'clients.read',
  method: 'POST',
  path: '/identities/ListOauth2CredentialProviders',
  success: 200,
  input: page,
  output: z.object({ credentialProviders: z.array(credentialProviderItemSchema), nextToken: z.string().optional() }),
})
/** Ours: the callback URL of an OAuth client that does not exist yet. Unused ones lapse after a day. */
export const reserveCallbackUrl = shape({
  name: 'ReserveCallbackUrl',
  action: 'clients.change',
  method: 'POST',
  path: '/identities/ReserveCallbackUrl',
  success: 201,
  input: z.strictObject({}),
  output: z.object({ callbackUrl: z.string() }),
})

const workloadSettings = z.strictObject({
  name: workloadNameSchema,
  allowedResourceOauth2ReturnUrls: z.array(returnUrlSchema).max(100).optional(),
})
export const createWorkloadIdentity = shape({
  name: 'CreateWorkloadIdentity',
  action: 'workloads.change',
  method: 'POST',
  path: '/identities/CreateWorkloadIdentity',
  success: 201,
  input: workloadSettings.extend({ tags: tagsSchema.optional() }),
  output: workloadIdentitySchema.pick({ name: true, workloadIdentityArn: true, allowedResourceOauth2ReturnUrls: true }),
})
export const getWorkloadIdentity = shape({
  name: 'GetWorkloadIdentity',
  action: 'workloads.read',
  method: 'POST',
  path: '/identities/GetWorkloadIdentity',
  success: 200,
  input: workload,
  output: workloadIdentitySchema,
})
export const updateWorkloadIdentity = shape({
  name: 'UpdateWorkloadIdentity',
  action: 'workloads.change',
  method: 'POST',
  path: '/identities/UpdateWorkloadIdentity',
  success: 200,
  input: workloadSettings,
  output: workloadIdentitySchema,
})
export const deleteWorkloadIdentity = shape({
  name: 'DeleteWorkloadIdentity',
  action: 'workloads.change',
  method: 'POST',
  path: '/identities/DeleteWorkloadIdentity',
  success: 204,
  input: workload,
  output: nothing,
})
export const listWorkloadIdentities = shape({
  name: 'ListWorkloadIdentities',
  action: 'workloads.read',
  method: 'POST',
  path: '/identities/ListWorkloadIdentities',
  success: 200,
  input: page,
  output: z.object({
    workloadIdentities: z.array(workloadIdentitySchema.pick({ name: true, workloadIdentityArn: true })),
    nextToken: z.string().optional(),
  }),
})

const workloadToken = z.object({ workloadAccessToken: z.string() })
export const getWorkloadAccessToken = shape({
  name: 'GetWorkloadAccessToken',
  action: 'users.act-for',
  method: 'POST',
  path: '/identities/GetWorkloadAccessToken',
  success: 200,
  input: z.strictObject({ workloadName: workloadNameSchema }),
  output: workloadToken,
})
export const getWorkloadAccessTokenForJwt = shape({
  name: 'GetWorkloadAccessTokenForJWT',
  action: 'users.act-for',
  method: 'POST',
  path: '/identities/GetWorkloadAccessTokenForJWT',
  success: 200,
  input: z.strictObject({ workloadName: workloadNameSchema, userToken: userTokenSchema }),
  output: workloadToken,
})
export const getWorkloadAccessTokenForUserId = shape({
  name: 'GetWorkloadAccessTokenForUserId',
  action: 'users.act-for',
  method: 'POST',
  path: '/identities/GetWorkloadAccessTokenForUserId',
  success: 200,
  input: z.strictObject({ workloadName: workloadNameSchema, userId: userIdSchema }),
  output: workloadToken,
})

export const getResourceOauth2Token = shape({
  name: 'GetResourceOauth2Token',
  action: 'users.act-for',
  method: 'POST',
  path: '/identities/oauth2/token',
  success: 200,
  input: z.strictObject(resourceTokenRequestShape),
  output: z.object({
    authorizationUrl: z.string().optional(),
    accessToken: z.string().optional(),
    sessionUri: z.string().optional(),
    sessionStatus: z.enum(['IN_PROGRESS', 'FAILED']).optional(),
  }),
})
export const completeResourceTokenAuth = shape({
  name: 'CompleteResourceTokenAuth',
  action: 'users.act-for',
  method: 'POST',
  path: '/identities/CompleteResourceTokenAuth',
  success: 200,
  input: z.strictObject({ userIdentifier: userIdentifierSchema, sessionUri: sessionUriSchema }),
  output: nothing,
})
