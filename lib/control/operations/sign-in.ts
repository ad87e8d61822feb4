import * as shapes from '../../contracts/operations/sign-in.ts'
import { defineOpenOperation, defineOperation, personOf } from '../operation.ts'

const iso = (at: number): string => new Date(at).toISOString()

export const listSignInProviders = defineOperation(shapes.listSignInProviders, {
  run: async ({ rooms }) => ({ items: await rooms.signIn.providers.list() }),
})

export const createSignInProvider = defineOperation(shapes.createSignInProvider, {
  errors: ['ConflictException'],
  run: ({ rooms, actor }, input) => rooms.signIn.providers.create(actor, input),
})

export const updateSignInProvider = defineOperation(shapes.updateSignInProvider, {
  errors: ['ConflictException', 'ResourceNotFoundException'],
  run: ({ rooms, actor }, input) => rooms.signIn.providers.update(actor, input),
})

export const deleteSignInProvider = defineOperation(shapes.deleteSignInProvider, {
  errors: ['ResourceNotFoundException'],
  run: ({ rooms, actor }, { id }) => rooms.signIn.providers.remove(actor, id),
})

export const testSignInProvider = defineOperation(shapes.testSignInProvider, {
  mayRepeat: true,
  run: ({ rooms: { issuers } }, { issuer }) =>
    issuers.test(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`),
})

export const listSignInChoices = defineOpenOperation(shapes.listSignInChoices, {
  access: 'internal',
  run: async ({ rooms }) => ({ items: await rooms.signIn.choices() }),
})

export const beginProviderSignIn = defineOpenOperation(shapes.beginProviderSignIn, {
  access: 'internal',
  errors: ['ResourceNotFoundException'],
  run: ({ rooms }, { id }) => rooms.signIn.begin(id),
})

export const finishProviderSignIn = defineOpenOperation(shapes.finishProviderSignIn, {
  access: 'internal',
  run: ({ rooms, visitor }, { id, ...given }) => rooms.signIn.finish(id, { ...given, visitor }),
})

export const listMySignIns = defineOperation(shapes.listMySignIns, {
  run: async ({ rooms, actor }) => ({
    items: (await rooms.signIn.links(personOf(actor).userId)).map(({ createdAt, lastUsedAt, ...link }) => ({
      ...link,
      createdAt: iso(createdAt),
      ...(lastUsedAt !== undefined && { lastUsedAt: iso(lastUsedAt) }),
    })),
  }),
})

export const unlinkSignIn = defineOperation(shapes.unlinkSignIn, {
  errors: ['ConflictException', 'ResourceNotFoundException'],
  run: ({ rooms, actor }, { linkId }) => rooms.signIn.unlink(personOf(actor), linkId),
})
