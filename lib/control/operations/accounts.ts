import * as shapes from '../../contracts/operations/console.ts'
import { defineOpenOperation, defineOperation, personOf } from '../operation.ts'

export const getSetupState = defineOpenOperation(shapes.getSetupState, {
  access: 'public',
  run: async ({ rooms }) => ({ needsSetup: await rooms.accounts.needsSetup() }),
})

/** Open to all: the one-time token is the proof. */
export const completeSetup = defineOpenOperation(shapes.completeSetup, {
  access: 'public',
  errors: ['ConflictException', 'ResourceNotFoundException'],
  run: ({ rooms }, input) => rooms.accounts.completeSetup(input),
})

export const signIn = defineOpenOperation(shapes.signIn, {
  access: 'internal',
  run: ({ rooms }, input) => rooms.accounts.signIn(input),
})

export const signOut = defineOpenOperation(shapes.signOut, {
  access: 'internal',
  run: ({ rooms }, { sessionId }) => rooms.accounts.signOut(sessionId),
})

export const getMe = defineOperation(shapes.getMe, {
  run: async ({ actor }) => personOf(actor),
})

export const getInstallation = defineOperation(shapes.getInstallation, {
  run: async ({ rooms }) => rooms.installation,
})
