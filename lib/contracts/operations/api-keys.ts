import { z } from 'zod'
import { apiKeyIdSchema, apiKeyNameSchema, apiKeySchema } from '../api-keys.ts'
import { gatewayIdSchema, nextTokenSchema, targetIdSchema } from '../ids.ts'
import { maxResultsSchema } from './gateways.ts'
import { shape } from './shape.ts'

const base = '/console/gateways/{gatewayIdentifier}/api-keys'
const gatewayIdentifier = gatewayIdSchema
const oneKey = z.strictObject({ gatewayIdentifier, keyId: apiKeyIdSchema })
const expiresAt = z.iso.datetime({ offset: true, error: 'Give a time such as 2027-01-31T00:00:00Z.' })

/** The key itself is in this answer and nowhere else. */
export const createGatewayApiKey = shape({
  name: 'CreateGatewayApiKey',
  action: 'keys.change',
  method: 'POST',
  path: base,
  success: 201,
  input: z.strictObject({
    gatewayIdentifier,
    name: apiKeyNameSchema,
    /** Left out: every target of the gateway. */
    targetIds: z.array(targetIdSchema).min(1, 'Choose a target, or let the key reach all.').max(500).optional(),
    /** Left out: in 90 days. At most a year away. */
    expiresAt: expiresAt.optional(),
  }),
  output: apiKeySchema.extend({ apiKey: z.string() }),
})
export const listGatewayApiKeys = shape({
  name: 'ListGatewayApiKeys',
  action: 'keys.read',
  method: 'GET',
  path: base,
  query: ['maxResults', 'nextToken'],
  success: 200,
  input: z.strictObject({
    gatewayIdentifier,
    maxResults: maxResultsSchema(1000),
    nextToken: nextTokenSchema.optional(),
  }),
  output: z.object({ items: z.array(apiKeySchema), nextToken: z.string().optional() }),
})
export const getGatewayApiKey = shape({
  name: 'GetGatewayApiKey',
  action: 'keys.read',
  method: 'GET',
  path: `${base}/{keyId}`,
  success: 200,
  input: oneKey,
  output: apiKeySchema,
})
/** Brings the end of a key forward, so that the one that takes its place has time to arrive everywhere. */
export const updateGatewayApiKey = shape({
  name: 'UpdateGatewayApiKey',
  action: 'keys.change',
  method: 'PUT',
  path: `${base}/{keyId}`,
  success: 200,
  input: oneKey.extend({ expiresAt }),
  output: apiKeySchema,
})
/** It lets nobody in any more, and stays to be read. */
export const revokeGatewayApiKey = shape({
  name: 'RevokeGatewayApiKey',
  action: 'keys.change',
  method: 'POST',
  path: `${base}/{keyId}/revoke`,
  success: 200,
  input: oneKey,
  output: apiKeySchema,
})
/** Takes the key away and ends the connections of its callers. */
export const deleteGatewayApiKey = shape({
  name: 'DeleteGatewayApiKey',
  action: 'keys.change',
  method: 'DELETE',
  path: `${base}/{keyId}`,
  success: 204,
  input: oneKey,
  output: z.undefined(),
})
