import { z } from 'zod'
import { emailSchema, newPasswordSchema, personSchema } from '../console.ts'
import { nextTokenSchema } from '../ids.ts'
import {
  consoleSessionViewSchema,
  invitedSchema,
  invitePersonSchema,
  personViewSchema,
  roleGrantSchema,
  userIdSchema,
} from '../people.ts'
import { maxResultsSchema } from './gateways.ts'
import { shape } from './shape.ts'

const onePerson = z.strictObject({ userId: userIdSchema })
const oneSession = z.strictObject({ sessionId: z.string().min(1).max(100) })

export const listPeople = shape({
  name: 'ListPeople',
  action: 'people.read',
  method: 'GET',
  path: '/console/people',
  query: ['maxResults', 'nextToken'],
  success: 200,
  input: z.strictObject({ maxResults: maxResultsSchema(1000), nextToken: nextTokenSchema.optional() }),
  output: z.object({ items: z.array(personViewSchema), nextToken: z.string().optional() }),
})
export const getPerson = shape({
  name: 'GetPerson',
  action: 'people.read',
  method: 'GET',
  path: '/console/people/{userId}',
  success: 200,
  input: onePerson,
  output: personViewSchema,
})
export const invitePerson = shape({
  name: 'InvitePerson',
  action: 'people.change',
  method: 'POST',
  path: '/console/people',
  success: 201,
  input: invitePersonSchema,
  output: invitedSchema,
})
/** A fresh link, for who lost the first one or the password. Earlier links stop working; sessions end when it is used. */
export const renewInvitation = shape({
  name: 'RenewInvitation',
  action: 'people.change',
  method: 'POST',
  path: '/console/people/{userId}/invitation',
  success: 201,
  input: onePerson,
  output: invitedSchema,
})
/** Full replacement: what the input leaves out is cleared. */
export const updatePerson = shape({
  name: 'UpdatePerson',
  action: 'people.change',
  method: 'PUT',
  path: '/console/people/{userId}',
  success: 200,
  input: roleGrantSchema.extend({ userId: userIdSchema, disabled: z.boolean().optional() }),
  output: personViewSchema,
})
export const deletePerson = shape({
  name: 'DeletePerson',
  action: 'people.change',
  method: 'DELETE',
  path: '/console/people/{userId}',
  success: 204,
  input: onePerson,
  output: z.undefined(),
})
export const listPersonSessions = shape({
  name: 'ListPersonSessions',
  action: 'people.read',
  method: 'GET',
  path: '/console/people/{userId}/sessions',
  success: 200,
  input: onePerson,
  output: z.object({ items: z.array(consoleSessionViewSchema) }),
})
/** Without `sessionId` all of them. */
export const endPersonSessions = shape({
  name: 'EndPersonSessions',
  action: 'people.change',
  method: 'POST',
  path: '/console/people/{userId}/end-sessions',
  success: 204,
  input: onePerson.extend({ sessionId: oneSession.shape.sessionId.optional() }),
  output: z.undefined(),
})
export const listMySessions = shape({
  name: 'ListMySessions',
  action: 'self',
  method: 'GET',
  path: '/console/me/sessions',
  success: 200,
  input: z.strictObject({}),
  output: z.object({ items: z.array(consoleSessionViewSchema) }),
})
/** Without `sessionId` all but the one that asks. */
export const endMySessions = shape({
  name: 'EndMySessions',
  action: 'self',
  method: 'POST',
  path: '/console/me/end-sessions',
  success: 204,
  input: z.strictObject({ sessionId: oneSession.shape.sessionId.optional() }),
  output: z.undefined(),
})
/** Ends the person's other sessions. */
export const changePassword = shape({
  name: 'ChangePassword',
  action: 'self',
  method: 'POST',
  path: '/console/me/password',
  success: 204,
  input: z.strictObject({ current: z.string().min(1).max(200), next: newPasswordSchema }),
  output: z.undefined(),
})
/** Who a one-time link is for; 404 where it does not count any more. */
export const getInvitation = shape({
  name: 'GetInvitation',
  action: 'self',
  method: 'POST',
  path: '/console/describe-invitation',
  success: 200,
  input: z.strictObject({ token: z.string().min(1).max(200) }),
  output: z.object({ email: emailSchema }),
})
/** Open to all: the link's secret is the proof. */
export const acceptInvitation = shape({
  name: 'AcceptInvitation',
  action: 'self',
  method: 'POST',
  path: '/console/accept-invitation',
  success: 200,
  input: z.strictObject({ token: z.string().min(1).max(200), password: newPasswordSchema }),
  output: personSchema,
})
