import { z } from 'zod'
import { clientTokenSchema, gatewayIdSchema, nextTokenSchema, tagsSchema, targetIdSchema } from '../ids.ts'
import { gatewaySchema, gatewaySettingsShape, gatewayStatusSchema, gatewaySummarySchema } from '../gateways.ts'
import { gatewayTargetSchema, targetSettingsShape, targetStatusSchema, targetSummarySchema } from '../targets.ts'
import { shape } from './shape.ts'

const gatewayIdentifier = gatewayIdSchema
const oneGateway = z.strictObject({ gatewayIdentifier })
const oneTarget = z.strictObject({ gatewayIdentifier, targetId: targetIdSchema })
/** Query strings carry numbers as text. */
export const maxResultsSchema = (limit: number) => z.coerce.number().int().min(1).max(limit).optional()

export const createGateway = shape({
  name: 'CreateGateway',
  action: 'gateways.change',
  method: 'POST',
  path: '/gateways/',
  success: 202,
  input: z.strictObject({
    ...gatewaySettingsShape,
    clientToken: clientTokenSchema.optional(),
    tags: tagsSchema.optional(),
  }),
  output: gatewaySchema,
})
export const getGateway = shape({
  name: 'GetGateway',
  action: 'gateways.read',
  method: 'GET',
  path: '/gateways/{gatewayIdentifier}/',
  success: 200,
  input: oneGateway,
  output: gatewaySchema,
})
export const updateGateway = shape({
  name: 'UpdateGateway',
  action: 'gateways.change',
  method: 'PUT',
  path: '/gateways/{gatewayIdentifier}/',
  success: 202,
  input: z.strictObject({ gatewayIdentifier, ...gatewaySettingsShape }),
  output: gatewaySchema,
})
export const deleteGateway = shape({
  name: 'DeleteGateway',
  action: 'gateways.change',
  method: 'DELETE',
  path: '/gateways/{gatewayIdentifier}/',
  success: 202,
  input: oneGateway,
  output: z.object({
    gatewayId: gatewayIdSchema,
    status: gatewayStatusSchema,
    statusReasons: z.array(z.string()).optional(),
  }),
})
export const listGateways = shape({
  name: 'ListGateways',
  action: 'gateways.read',
  method: 'GET',
  path: '/gateways/',
  query: ['maxResults', 'nextToken'],
  success: 200,
  input: z.strictObject({ maxResults: maxResultsSchema(1000), nextToken: nextTokenSchema.optional() }),
  output: z.object({ items: z.array(gatewaySummarySchema), nextToken: z.string().optional() }),
})

export const createGatewayTarget = shape({
  name: 'CreateGatewayTarget',
  action: 'targets.change',
  method: 'POST',
  path: '/gateways/{gatewayIdentifier}/targets/',
  success: 202,
  input: z.strictObject({ gatewayIdentifier, ...targetSettingsShape, clientToken: clientTokenSchema.optional() }),
  output: gatewayTargetSchema,
})
export const getGatewayTarget = shape({
  name: 'GetGatewayTarget',
  action: 'targets.read',
  method: 'GET',
  path: '/gateways/{gatewayIdentifier}/targets/{targetId}/',
  success: 200,
  input: oneTarget,
  output: gatewayTargetSchema,
})
export const updateGatewayTarget = shape({
  name: 'UpdateGatewayTarget',
  action: 'targets.change',
  method: 'PUT',
  path: '/gateways/{gatewayIdentifier}/targets/{targetId}/',
  success: 202,
  input: z.strictObject({
    gatewayIdentifier,
    targetId: targetIdSchema,
    ...targetSettingsShape,
    name: targetSettingsShape.name.optional(),
  }),
  output: gatewayTargetSchema,
})
export const deleteGatewayTarget = shape({
  name: 'DeleteGatewayTarget',
  action: 'targets.change',
  method: 'DELETE',
  path: '/gateways/{gatewayIdentifier}/targets/{targetId}/',
  success: 202,
  input: oneTarget,
  output: z.object({
    gatewayArn: z.string(),
    targetId: targetIdSchema,
    status: targetStatusSchema,
    statusReasons: z.array(z.string()).optional(),
  }),
})
export const listGatewayTargets = shape({
  name: 'ListGatewayTargets',
  action: 'targets.read',
  method: 'GET',
  path: '/gateways/{gatewayIdentifier}/targets/',
  query: ['maxResults', 'nextToken'],
  success: 200,
  input: z.strictObject({
    gatewayIdentifier,
    maxResults: maxResultsSchema(1000),
    nextToken: nextTokenSchema.optional(),
  }),
  output: z.object({ items: z.array(targetSummarySchema), nextToken: z.string().optional() }),
})
export const synchronizeGatewayTargets = shape({
  name: 'SynchronizeGatewayTargets',
  action: 'targets.change',
  method: 'PUT',
  path: '/gateways/{gatewayIdentifier}/synchronizeTargets',
  success: 202,
  input: z.strictObject({
    gatewayIdentifier,
    targetIdList: z.array(targetIdSchema).length(1, 'Give exactly one target id.'),
  }),
  output: z.object({ targets: z.array(gatewayTargetSchema) }),
})
