import type { PersonRecord, SessionRecord } from '../../accounts/index.ts'
import * as shapes from '../../contracts/operations/people.ts'
import { notFound } from '../../kernel/domain-error.ts'
import type { Actor } from '../../kernel/principals.ts'
import { defineOpenOperation, defineOperation, personOf } from '../operation.ts'

const iso = (at: number): string => new Date(at).toISOString()

const viewOf = ({ createdAt, lastSignInAt, invitedUntil, ...person }: PersonRecord) => ({
  ...person,
  createdAt: iso(createdAt),
  ...(lastSignInAt !== undefined && { lastSignInAt: iso(lastSignInAt) }),
  ...(invitedUntil !== undefined && { invitedUntil: iso(invitedUntil) }),
})

const sessionsOf = (sessions: readonly SessionRecord[], actor: Actor) => ({
  items: sessions.map(({ createdAt, expiresAt, ...session }) => ({
    ...session,
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    current: actor.kind === 'console' && actor.sessionId === session.sessionId,
  })),
})

export const listPeople = defineOperation(shapes.listPeople, {
  run: async ({ rooms: { accounts, pages } }, input) => {
    const listing = { operation: 'ListPeople', defaultLimit: 100 }
    const { items, nextToken } = await pages.page(listing, input, (page) => accounts.people.list(page))
    return { items: items.map(viewOf), nextToken }
  },
})

export const getPerson = defineOperation(shapes.getPerson, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms }, { userId }) => {
    const person = await rooms.accounts.people.get(userId)
    const roleSetBy = await rooms.signIn.links.roleSourceOf(userId)
    return { ...viewOf(person), ...(roleSetBy && { roleSetBy }) }
  },
})

export const invitePerson = defineOperation(shapes.invitePerson, {
  errors: ['ConflictException'],
  run: async ({ rooms, actor }, { password, ...input }) => {
    const { people } = rooms.accounts
    if (password !== undefined) return { person: viewOf(await people.create(actor, { ...input, password })) }
    const { person, token } = await people.invite(actor, input)
    return { person: viewOf(person), link: linkOf(rooms.installation.publicUrl, token) }
  },
})

export const renewInvitation = defineOperation(shapes.renewInvitation, {
  errors: ['ResourceNotFoundException', 'ConflictException'],
  run: async ({ rooms, actor }, { userId }) => {
    const { person, token } = await rooms.accounts.people.renewInvitation(actor, userId)
    return { person: viewOf(person), link: linkOf(rooms.installation.publicUrl, token) }
  },
})

export const updatePerson = defineOperation(shapes.updatePerson, {
  errors: ['ResourceNotFoundException', 'ConflictException'],
  run: async ({ rooms, actor }, { userId, disabled = false, ...grant }) =>
    viewOf(await rooms.accounts.people.change(actor, userId, { ...grant, disabled })),
})

export const deletePerson = defineOperation(shapes.deletePerson, {
  errors: ['ResourceNotFoundException', 'ConflictException'],
  run: async ({ rooms, actor }, { userId }) => {
    await rooms.accounts.people.remove(actor, userId)
    await rooms.identity.connections.everyones.endOfPerson(actor, userId)
  },
})

export const listPersonSessions = defineOperation(shapes.listPersonSessions, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms: { accounts }, actor }, { userId }) => {
    await accounts.people.get(userId)
    return sessionsOf(await accounts.people.sessions(userId), actor)
  },
})

export const endPersonSessions = defineOperation(shapes.endPersonSessions, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms: { accounts }, actor }, { userId, sessionId }) => {
    await accounts.people.get(userId)
    await accounts.people.endSessions(actor, userId, sessionId === undefined ? {} : { only: sessionId })
  },
})

export const listMySessions = defineOperation(shapes.listMySessions, {
  run: async ({ rooms, actor }) => sessionsOf(await rooms.accounts.people.sessions(personOf(actor).userId), actor),
})

export const endMySessions = defineOperation(shapes.endMySessions, {
  errors: ['ResourceNotFoundException'],
  run: ({ rooms, actor }, { sessionId }) => {
    const person = personOf(actor)
    const which = sessionId === undefined ? { except: person.sessionId } : { only: sessionId }
    return rooms.accounts.people.endSessions(actor, person.userId, which)
  },
})

export const changePassword = defineOperation(shapes.changePassword, {
  run: ({ rooms, actor }, input) => rooms.accounts.changePassword(personOf(actor), input),
})

export const getInvitation = defineOpenOperation(shapes.getInvitation, {
  access: 'internal',
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms }, { token }) => {
    const person = await rooms.accounts.people.invitation(token)
    if (!person) throw notFound('This invitation')
    return { email: person.email }
  },
})

export const acceptInvitation = defineOpenOperation(shapes.acceptInvitation, {
  access: 'internal',
  run: ({ rooms }, { token, password }) => rooms.accounts.people.accept(token, password),
})

const linkOf = (publicUrl: string, token: string): string =>
  `${publicUrl}/invitation?token=${encodeURIComponent(token)}`
