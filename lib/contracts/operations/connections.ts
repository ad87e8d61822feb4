import { z } from 'zod'
import { connectionIdSchema, connectionSchema, heldStatuses, ownedConnectionSchema } from '../connections.ts'
import { gatewayIdSchema, isoTimestampSchema, nextTokenSchema, providerNameSchema } from '../ids.ts'
import { maxResultsSchema } from './gateways.ts'
import { shape } from './shape.ts'

const oneConnection = z.strictObject({ connectionId: connectionIdSchema })

/** One's own: what is connected, what was, and what could be. */
export const listMyConnections = shape({
  name: 'ListMyConnections',
  action: 'connections.own',
  method: 'GET',
  path: '/console/me/connections',
  query: ['maxResults', 'nextToken'],
  success: 200,
  input: z.strictObject({ maxResults: maxResultsSchema(1000), nextToken: nextTokenSchema.optional() }),
  output: z.object({ items: z.array(connectionSchema), nextToken: z.string().optional() }),
})
/** A link to agree with, before a call needs it or in place of an older grant, which serves until then. */
export const startMyConnection = shape({
  name: 'StartMyConnection',
  action: 'connections.own',
  method: 'POST',
  path: '/console/me/connections/{connectionId}/start',
  success: 201,
  input: oneConnection,
  output: z.object({ authorizationUrl: z.string(), expiresAt: isoTimestampSchema }),
})
/** Nothing uses it from now on; the provider is told as soon as it can be. Repeating it is no error. */
export const endMyConnection = shape({
  name: 'EndMyConnection',
  action: 'connections.own',
  method: 'DELETE',
  path: '/console/me/connections/{connectionId}',
  success: 204,
  input: oneConnection,
  output: z.undefined(),
})
/** Everybody's, newest first. `person`: part of an e-mail address, or the beginning of a subject, issuer or user id. */
export const listConnections = shape({
  name: 'ListConnections',
  action: 'connections.read',
  method: 'GET',
  path: '/console/connections',
  query: ['person', 'providerName', 'gatewayId', 'status', 'maxResults', 'nextToken'],
  success: 200,
  input: z.strictObject({
    person: z.string().min(1).max(254).optional(),
    providerName: providerNameSchema.optional(),
    gatewayId: gatewayIdSchema.optional(),
    status: z.enum(heldStatuses).optional(),
    maxResults: maxResultsSchema(1000),
    nextToken: nextTokenSchema.optional(),
  }),
  output: z.object({ items: z.array(ownedConnectionSchema), nextToken: z.string().optional() }),
})
/** Ends those of them that are there. */
export const endConnections = shape({
  name: 'EndConnections',
  action: 'connections.end',
  method: 'POST',
  path: '/console/end-connections',
  success: 200,
  input: z.strictObject({ connectionIds: z.array(connectionIdSchema).min(1).max(500) }),
  output: z.object({ ended: z.number() }),
})
