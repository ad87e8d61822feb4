import { z } from 'zod'
import { gatewayIdSchema, isoTimestampSchema, nextTokenSchema, targetIdSchema } from '../ids.ts'
import { callOutcomeSchema, toolCallSchema } from '../tool-calls.ts'
import { maxResultsSchema } from './gateways.ts'
import { shape } from './shape.ts'

/**
 * Ours. Newest first, of the last 30 days; a call shows within a second of its end. A page may be short or empty while
 * `nextToken` says that there are older calls to look at.
 */
export const listToolCalls = shape({
  name: 'ListToolCalls',
  action: 'usage.read',
  method: 'GET',
  path: '/console/gateways/{gatewayIdentifier}/calls',
  query: ['targetId', 'caller', 'outcome', 'startTime', 'endTime', 'maxResults', 'nextToken'],
  success: 200,
  input: z.strictObject({
    gatewayIdentifier: gatewayIdSchema,
    targetId: targetIdSchema.optional(),
    caller: z.string().min(1).max(512).optional(),
    outcome: callOutcomeSchema.optional(),
    /** Inclusive, as is `endTime`. */
    startTime: isoTimestampSchema.optional(),
    endTime: isoTimestampSchema.optional(),
    maxResults: maxResultsSchema(1000),
    nextToken: nextTokenSchema.optional(),
  }),
  output: z.object({ calls: z.array(toolCallSchema), nextToken: z.string().optional() }),
})
