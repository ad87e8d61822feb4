import type { ConnectionView } from '../../identity/index.ts'
import * as shapes from '../../contracts/operations/connections.ts'
import type { Rooms } from '../rooms.ts'
import { defineOperation, personOf } from '../operation.ts'

const iso = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString())

const viewOf = ({ user: _, connectedAt, lastUsedAt, renewsAt, endsAt, endedAt, ...view }: ConnectionView) => ({
  ...view,
  connectedAt: iso(connectedAt),
  lastUsedAt: iso(lastUsedAt),
  renewsAt: iso(renewsAt),
  endsAt: iso(endsAt),
  endedAt: iso(endedAt),
})

export const listMyConnections = defineOperation(shapes.listMyConnections, {
  run: async ({ rooms: { identity, pages }, actor }, input) => {
    const person = personOf(actor)
    const listing = { operation: 'ListMyConnections', filters: [person.userId], defaultLimit: 100 }
    const { items, nextToken } = await pages.page(listing, input, (page) => identity.connections.list(person, page))
    return { items: items.map(viewOf), nextToken }
  },
})

export const startMyConnection = defineOperation(shapes.startMyConnection, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms, actor }, { connectionId }) => {
    const { authorizationUrl, expiresAt } = await rooms.identity.connections.connect(personOf(actor), connectionId)
    return { authorizationUrl, expiresAt: new Date(expiresAt).toISOString() }
  },
})

export const endMyConnection = defineOperation(shapes.endMyConnection, {
  errors: ['ResourceNotFoundException'],
  mayRepeat: true,
  run: ({ rooms, actor }, { connectionId }) => rooms.identity.connections.end(personOf(actor), connectionId),
})

export const listConnections = defineOperation(shapes.listConnections, {
  run: async ({ rooms }, { person, providerName, gatewayId, status, ...position }) => {
    const listing = {
      operation: 'ListConnections',
      filters: [person, providerName, gatewayId, status],
      defaultLimit: 100,
    }
    const whose = person === undefined ? {} : { whose: person, userIds: await peopleLike(rooms, person) }
    const { items, nextToken } = await rooms.pages.page(listing, position, (page) =>
      rooms.identity.connections.everyones.list({ ...whose, providerName, gatewayId, status }, page),
    )
    const emails = await emailsOf(rooms, new Set(items.flatMap(({ userId }) => userId ?? [])))
    return {
      items: items.map(({ userId, ...view }) => ({
        ...viewOf(view),
        owner: ownerOf(view, userId, emails.get(userId ?? '')),
      })),
      nextToken,
    }
  },
})

export const endConnections = defineOperation(shapes.endConnections, {
  run: async ({ rooms, actor }, { connectionIds }) => ({
    ended: await rooms.identity.connections.everyones.end(actor, connectionIds),
  }),
})

function ownerOf({ user }: ConnectionView, userId: string | undefined, email: string | undefined) {
  if (userId !== undefined) return { userId, ...(email !== undefined && { email }) }
  switch (user.kind) {
    case 'jwt':
      return { issuer: user.iss, subject: user.sub, isMachine: user.isMachine }
    case 'id':
      return { userId: user.userId }
    case 'key':
      return { keyId: user.keyId, keyName: user.name, isMachine: true as const }
  }
}

/** More of them than this are too many to be meant. */
const mostPeople = 500

async function peopleLike({ accounts }: Rooms, text: string): Promise<string[]> {
  const wanted = text.toLowerCase()
  const found: string[] = []
  let after: string | undefined
  do {
    const page = await accounts.people.list({ after, limit: 1_000 })
    found.push(...page.items.filter(({ email }) => email.includes(wanted)).map(({ userId }) => userId))
    after = page.after
  } while (after !== undefined && found.length < mostPeople)
  return found.slice(0, mostPeople)
}

async function emailsOf({ accounts }: Rooms, userIds: ReadonlySet<string>): Promise<Map<string, string>> {
  const people = await Promise.all([...userIds].map((userId) => accounts.people.find(userId)))
  return new Map(people.flatMap((person) => (person ? [[person.userId, person.email] as const] : [])))
}
