import * as shapes from '../../contracts/operations/console.ts'
import { defineOpenOperation, defineOperation, personOf } from '../operation.ts'

export const describeAuthorization = defineOpenOperation(shapes.describeAuthorization, {
  access: 'internal',
  run: ({ rooms, visitor }, { requestUri }) => rooms.identity.sessions.describe(requestUri, visitor),
})

export const completeAuthorization = defineOperation(shapes.completeAuthorization, {
  run: ({ rooms, actor }, { sessionUri }) => rooms.identity.sessions.completeAsConsole(personOf(actor), sessionUri),
})
