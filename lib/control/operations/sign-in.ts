import type { PersonLink } from '../../accounts/index.ts'
import * as shapes from '../../contracts/operations/sign-in.ts'
import { defineOpenOperation, defineOperation, personOf } from '../operation.ts'

const iso = (at: number): string => new Date(at).toISOString()

const linksOf = (links: readonly PersonLink[]) => ({
  items: links.map(({ sub, createdAt, lastUsedAt, cameBy: _, roleGroup: __, ...link }) => ({
    ...link,
    ...{ subject: sub, createdAt: iso(createdAt) },
    ...(lastUsedAt !== undefined && { lastUsedAt: iso(lastUsedAt) }),
  })),
})

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
  errors: ['ConflictException', 'ResourceNotFoundException'],
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
  run: async ({ rooms, actor }) => linksOf(await rooms.signIn.links.of(personOf(actor).userId)),
})

export const unlinkSignIn = defineOperation(shapes.unlinkSignIn, {
  errors: ['ConflictException', 'ResourceNotFoundException'],
  run: ({ rooms, actor }, { linkId }) => rooms.signIn.links.unlink(personOf(actor), linkId),
})

export const listPersonSignIns = defineOperation(shapes.listPersonSignIns, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms }, { userId }) => {
    await rooms.accounts.people.get(userId)
    return linksOf(await rooms.signIn.links.of(userId))
  },
})

export const unlinkPersonSignIn = defineOperation(shapes.unlinkPersonSignIn, {
  errors: ['ConflictException', 'ResourceNotFoundException'],
  run: ({ rooms, actor }, { userId, linkId }) => rooms.signIn.links.takeAway(actor, userId, linkId),
})
