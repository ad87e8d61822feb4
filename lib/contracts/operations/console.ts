import { z } from 'zod'
import {
  authorizationDescriptionSchema,
  catalogueItemsSchema,
  catalogueSchema,
  emailSchema,
  installationSchema,
  newPasswordSchema,
  overviewSchema,
  personSchema,
  returnEndings,
  schemaReportSchema,
  targetConsoleViewSchema,
} from '../console.ts'
import { gatewayIdSchema, nextTokenSchema, sessionUriSchema, targetIdSchema } from '../ids.ts'
import { gatewayTargetSchema } from '../targets.ts'
import { maxResultsSchema } from './gateways.ts'
import { shape } from './shape.ts'

const oneTarget = z.strictObject({ gatewayIdentifier: gatewayIdSchema, targetId: targetIdSchema })

/** First-run set-up. `token` is the secret of the one-time link that the first start printed. */
export const getSetupState = shape({
  name: 'GetSetupState',
  action: 'self',
  method: 'GET',
  path: '/console/setup',
  success: 200,
  input: z.strictObject({}),
  output: z.object({ needsSetup: z.boolean() }),
})
export const completeSetup = shape({
  name: 'CompleteSetup',
  action: 'self',
  method: 'POST',
  path: '/console/setup',
  success: 201,
  input: z.strictObject({ token: z.string().min(1).max(200), email: emailSchema, password: newPasswordSchema }),
  output: personSchema,
})
/** Called by the console process for next-auth, with the secret of this start; never by a browser. */
export const signIn = shape({
  name: 'SignIn',
  action: 'self',
  method: 'POST',
  path: '/console/sign-in',
  success: 200,
  input: z.strictObject({
    email: z.string().max(254),
    password: z.string().max(200),
    /** What the person's browser says of itself, for the list of sessions. */
    userAgent: z.string().max(1_000).optional(),
  }),
  output: personSchema.extend({ sessionId: z.string() }),
})
export const signOut = shape({
  name: 'SignOut',
  action: 'self',
  method: 'POST',
  path: '/console/sign-out',
  success: 204,
  input: z.strictObject({ sessionId: z.string().min(1).max(100) }),
  output: z.undefined(),
})
export const getMe = shape({
  name: 'GetMe',
  action: 'self',
  method: 'GET',
  path: '/console/me',
  success: 200,
  input: z.strictObject({}),
  output: personSchema,
})
export const getInstallation = shape({
  name: 'GetInstallation',
  action: 'settings.read',
  method: 'GET',
  path: '/console/installation',
  success: 200,
  input: z.strictObject({}),
  output: installationSchema,
})
export const getOverview = shape({
  name: 'GetOverview',
  action: 'gateways.read',
  method: 'GET',
  path: '/console/overview',
  success: 200,
  input: z.strictObject({}),
  output: overviewSchema,
})
export const listCatalogue = shape({
  name: 'ListCatalogue',
  action: 'catalogue.read',
  method: 'GET',
  path: '/console/catalogue',
  query: ['query', 'gatewayId', 'review', 'maxResults', 'nextToken'],
  success: 200,
  input: z.strictObject({
    query: z.string().max(200).optional(),
    gatewayId: gatewayIdSchema.optional(),
    /** `needed`: only what has changed or come since it was approved. */
    review: z.enum(['needed']).optional(),
    maxResults: maxResultsSchema(1000),
    nextToken: nextTokenSchema.optional(),
  }),
  output: catalogueSchema,
})
/** Prompts, or resources with their templates, of all targets. */
export const listCatalogueItems = shape({
  name: 'ListCatalogueItems',
  action: 'catalogue.read',
  method: 'GET',
  path: '/console/catalogue-items',
  query: ['kind', 'query', 'gatewayId', 'review', 'maxResults', 'nextToken'],
  success: 200,
  input: z.strictObject({
    kind: z.enum(['prompts', 'resources']),
    query: z.string().max(200).optional(),
    gatewayId: gatewayIdSchema.optional(),
    /** `needed`: only what has changed or come since it was approved. */
    review: z.enum(['needed']).optional(),
    maxResults: maxResultsSchema(1000),
    nextToken: nextTokenSchema.optional(),
  }),
  output: catalogueItemsSchema,
})
export const getTargetConsoleView = shape({
  name: 'GetTargetConsoleView',
  action: 'targets.read',
  method: 'GET',
  path: '/console/gateways/{gatewayIdentifier}/targets/{targetId}',
  success: 200,
  input: oneTarget,
  output: targetConsoleViewSchema,
})
export const cancelTargetAuthorization = shape({
  name: 'CancelTargetAuthorization',
  action: 'targets.change',
  method: 'POST',
  path: '/console/gateways/{gatewayIdentifier}/targets/{targetId}/cancel-authorization',
  success: 202,
  input: oneTarget,
  output: gatewayTargetSchema,
})
export const renewTargetAuthorization = shape({
  name: 'RenewTargetAuthorization',
  action: 'targets.change',
  method: 'POST',
  path: '/console/gateways/{gatewayIdentifier}/targets/{targetId}/renew-authorization',
  success: 202,
  input: oneTarget,
  output: gatewayTargetSchema,
})
export const validateToolSchema = shape({
  name: 'ValidateToolSchema',
  action: 'targets.change',
  method: 'POST',
  path: '/console/validate-tool-schema',
  success: 200,
  input: z.strictObject({ inlinePayload: z.string().max(1_100_000) }),
  output: schemaReportSchema,
})
/** Called by the connect page on the server, with the secret of this start and, where there is one, the visitor's cookie. */
export const describeAuthorization = shape({
  name: 'DescribeAuthorization',
  action: 'self',
  method: 'POST',
  path: '/console/describe-authorization',
  success: 200,
  input: z.strictObject({ requestUri: z.string().max(1024) }),
  output: authorizationDescriptionSchema,
})
/** Called by the return page: completes as the signed-in person, whose identity comes from the session alone. */
export const completeAuthorization = shape({
  name: 'CompleteAuthorization',
  action: 'self',
  method: 'POST',
  path: '/console/complete-authorization',
  success: 200,
  input: z.strictObject({ sessionUri: sessionUriSchema }),
  output: z.object({
    ending: z.enum(returnEndings),
    targetName: z.string().optional(),
    gatewayId: gatewayIdSchema.optional(),
    targetId: targetIdSchema.optional(),
    detail: z.string().optional(),
    /** Where the person set out, and is led back to. */
    from: z.enum(['connections']).optional(),
  }),
})
