import { z } from 'zod'
import {
  approvalItemSchema,
  definitionAddressShape,
  definitionChangeSchema,
  definitionDetailSchema,
  mostApprovals,
} from '../approvals.ts'
import { gatewayIdSchema, nextTokenSchema, targetIdSchema } from '../ids.ts'
import { maxResultsSchema } from './gateways.ts'
import { shape } from './shape.ts'

const oneTarget = { gatewayIdentifier: gatewayIdSchema, targetId: targetIdSchema }

/** Definitions of a target that have changed, come or gone since they were approved. */
export const listDefinitionChanges = shape({
  name: 'ListDefinitionChanges',
  action: 'catalogue.read',
  method: 'GET',
  path: '/console/gateways/{gatewayIdentifier}/targets/{targetId}/definition-changes',
  query: ['maxResults', 'nextToken'],
  success: 200,
  input: z.strictObject({ ...oneTarget, maxResults: maxResultsSchema(1000), nextToken: nextTokenSchema.optional() }),
  output: z.object({ items: z.array(definitionChangeSchema), nextToken: z.string().optional() }),
})
/** One definition, with its text as it is and as it was approved. */
export const getDefinition = shape({
  name: 'GetDefinition',
  action: 'catalogue.read',
  method: 'GET',
  path: '/console/gateways/{gatewayIdentifier}/targets/{targetId}/definition',
  query: ['kind', 'name'],
  success: 200,
  input: z.strictObject({ ...oneTarget, ...definitionAddressShape }),
  output: definitionDetailSchema,
})
/** Each with the hash that was looked at: what has changed since is refused, and then nothing is approved. */
export const approveDefinitions = shape({
  name: 'ApproveDefinitions',
  action: 'targets.change',
  method: 'POST',
  path: '/console/gateways/{gatewayIdentifier}/targets/{targetId}/approve-definitions',
  success: 200,
  input: z.strictObject({ ...oneTarget, items: z.array(approvalItemSchema).min(1).max(mostApprovals) }),
  output: z.object({ approved: z.number().int() }),
})
