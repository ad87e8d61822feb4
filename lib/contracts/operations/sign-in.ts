import { z } from 'zod'
import { personSchema } from '../console.ts'
import { issuerReportSchema } from '../issuers.ts'
import { userIdSchema } from '../people.ts'
import {
  newSignInProviderSchema,
  signInChoiceSchema,
  signInIntentSchema,
  signInLinkSchema,
  signInProviderChangeSchema,
  signInProviderIdSchema,
  signInProviderSchema,
  signInRefusals,
} from '../sign-in.ts'
import { shape } from './shape.ts'

const oneProvider = z.strictObject({ id: signInProviderIdSchema })

export const listSignInProviders = shape({
  name: 'ListSignInProviders',
  action: 'settings.change',
  method: 'GET',
  path: '/console/sign-in-providers',
  success: 200,
  input: z.strictObject({}),
  output: z.object({ items: z.array(signInProviderSchema) }),
})
export const createSignInProvider = shape({
  name: 'CreateSignInProvider',
  action: 'settings.change',
  method: 'POST',
  path: '/console/sign-in-providers',
  success: 201,
  input: newSignInProviderSchema,
  output: signInProviderSchema,
})
export const updateSignInProvider = shape({
  name: 'UpdateSignInProvider',
  action: 'settings.change',
  method: 'PUT',
  path: '/console/sign-in-providers/{id}',
  success: 200,
  input: signInProviderChangeSchema,
  output: signInProviderSchema,
})
export const deleteSignInProvider = shape({
  name: 'DeleteSignInProvider',
  action: 'settings.change',
  method: 'DELETE',
  path: '/console/sign-in-providers/{id}',
  success: 204,
  input: oneProvider,
  output: z.undefined(),
})
/** Asks the provider now, past every cache. GitHub has no document to ask for. */
export const testSignInProvider = shape({
  name: 'TestSignInProvider',
  action: 'settings.change',
  method: 'POST',
  path: '/console/test-sign-in-provider',
  success: 200,
  input: z.strictObject({ issuer: z.string().trim().min(1).max(500) }),
  output: issuerReportSchema,
})
/** For the sign-in page: what buttons there are. */
export const listSignInChoices = shape({
  name: 'ListSignInChoices',
  action: 'self',
  method: 'GET',
  path: '/console/sign-in-choices',
  success: 200,
  input: z.strictObject({}),
  output: z.object({ items: z.array(signInChoiceSchema) }),
})
/** Where the browser is sent, and as which client. Called by the console process for next-auth. */
export const beginProviderSignIn = shape({
  name: 'BeginProviderSignIn',
  action: 'self',
  method: 'POST',
  path: '/console/begin-provider-sign-in',
  success: 200,
  input: oneProvider,
  output: z.object({
    id: z.string(),
    kind: signInChoiceSchema.shape.kind,
    name: z.string(),
    issuer: z.string(),
    authorizationEndpoint: z.string(),
    clientId: z.string(),
    scopes: z.string(),
  }),
})
/** The provider's answer with what next-auth kept in the browser's cookies for it. */
export const finishProviderSignIn = shape({
  name: 'FinishProviderSignIn',
  action: 'self',
  method: 'POST',
  path: '/console/finish-provider-sign-in',
  success: 200,
  input: z.strictObject({
    id: signInProviderIdSchema,
    parameters: z.record(z.string().max(100), z.string().max(8_192)),
    state: z.string().min(1).max(200),
    codeVerifier: z.string().min(1).max(200),
    nonce: z.string().min(1).max(200).optional(),
    intent: signInIntentSchema,
    userAgent: z.string().max(1_000).optional(),
  }),
  output: z.discriminatedUnion('outcome', [
    personSchema.extend({ outcome: z.literal('signed-in'), sessionId: z.string() }),
    z.object({ outcome: z.literal('refused'), reason: z.enum(signInRefusals) }),
  ]),
})
export const listMySignIns = shape({
  name: 'ListMySignIns',
  action: 'self',
  method: 'GET',
  path: '/console/me/sign-ins',
  success: 200,
  input: z.strictObject({}),
  output: z.object({ items: z.array(signInLinkSchema) }),
})
/** 409 where it is the last way in. */
export const unlinkSignIn = shape({
  name: 'UnlinkSignIn',
  action: 'self',
  method: 'DELETE',
  path: '/console/me/sign-ins/{linkId}',
  success: 204,
  input: z.strictObject({ linkId: z.string().min(1).max(100) }),
  output: z.undefined(),
})
export const listPersonSignIns = shape({
  name: 'ListPersonSignIns',
  action: 'people.read',
  method: 'GET',
  path: '/console/people/{userId}/sign-ins',
  success: 200,
  input: z.strictObject({ userId: userIdSchema }),
  output: z.object({ items: z.array(signInLinkSchema) }),
})
/** The last way in too; ends the sessions that it opened. 409 for a disabled person. */
export const unlinkPersonSignIn = shape({
  name: 'UnlinkPersonSignIn',
  action: 'people.change',
  method: 'DELETE',
  path: '/console/people/{userId}/sign-ins/{linkId}',
  success: 204,
  input: z.strictObject({ userId: userIdSchema, linkId: z.string().min(1).max(100) }),
  output: z.undefined(),
})
