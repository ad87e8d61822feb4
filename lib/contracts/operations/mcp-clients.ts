import { z } from 'zod'
import {
  clientGrantSchema,
  clientRequestSchema,
  clientSignInSchema,
  clientSignInSettingsSchema,
  mcpClientSchema,
} from '../mcp-clients.ts'
import { shape } from './shape.ts'

const base = '/console/client-sign-in'

/** How MCP clients sign people in here: switches and signing keys. */
export const getClientSignIn = shape({
  name: 'GetClientSignIn',
  action: 'settings.read',
  method: 'GET',
  path: base,
  success: 200,
  input: z.strictObject({}),
  output: clientSignInSchema,
})
export const updateClientSignIn = shape({
  name: 'UpdateClientSignIn',
  action: 'settings.change',
  method: 'PUT',
  path: base,
  success: 200,
  input: z.strictObject(clientSignInSettingsSchema.shape).partial(),
  output: clientSignInSchema,
})
export const rotateSigningKeys = shape({
  name: 'RotateSigningKeys',
  action: 'settings.change',
  method: 'POST',
  path: `${base}/rotate-keys`,
  success: 200,
  input: z.strictObject({}),
  output: clientSignInSchema,
})

export const listMcpClients = shape({
  name: 'ListMcpClients',
  action: 'settings.read',
  method: 'GET',
  path: `${base}/clients`,
  success: 200,
  input: z.strictObject({}),
  output: z.object({ clients: z.array(mcpClientSchema) }),
})
/** The secret of a confidential client is in this answer and nowhere else. */
export const createMcpClient = shape({
  name: 'CreateMcpClient',
  action: 'settings.change',
  method: 'POST',
  path: `${base}/clients`,
  success: 201,
  input: z.strictObject({
    clientName: z.string().trim().min(1, 'Give a name.').max(100),
    redirectUris: z.array(z.string().min(1).max(2048)).min(1, 'Give at least one redirect URI.').max(20),
    confidential: z.boolean().optional(),
  }),
  output: mcpClientSchema.extend({ clientSecret: z.string().optional() }),
})
export const deleteMcpClient = shape({
  name: 'DeleteMcpClient',
  action: 'settings.change',
  method: 'POST',
  path: `${base}/delete-client`,
  success: 204,
  input: z.strictObject({ clientId: z.string().min(1).max(2048) }),
  output: z.undefined(),
})

/** A person's own; an administrator's are everybody's. */
export const listClientGrants = shape({
  name: 'ListClientGrants',
  action: 'connections.own',
  method: 'GET',
  path: `${base}/grants`,
  success: 200,
  input: z.strictObject({}),
  output: z.object({ grants: z.array(clientGrantSchema) }),
})
export const revokeClientGrant = shape({
  name: 'RevokeClientGrant',
  action: 'connections.own',
  method: 'POST',
  path: `${base}/revoke-grant`,
  success: 204,
  input: z.strictObject({ grantId: z.string().min(1).max(200) }),
  output: z.undefined(),
})

/** Called by the consent page on the server, with the secret of this start and the visitor's cookie. */
export const describeClientRequest = shape({
  name: 'DescribeClientRequest',
  action: 'self',
  method: 'POST',
  path: `${base}/describe-request`,
  success: 200,
  input: z.strictObject({ requestId: z.string().min(1).max(100) }),
  output: clientRequestSchema,
})
