import type { OperationShape } from '../contracts/operations/shape.ts'
import type { GatewayRecord } from '../gateways/index.ts'
import { DomainError, notFound } from '../kernel/domain-error.ts'
import type { Actor } from '../kernel/principals.ts'
import { may } from '../kernel/roles.ts'
import type { Rooms } from './rooms.ts'

/** A person does what the role allows; an access key does everything. @throws DomainError AccessDeniedException */
export function authorize({ name, action }: Pick<OperationShape, 'name' | 'action'>, actor: Actor | undefined): void {
  if (actor?.kind !== 'console' || may(actor, action)) return
  const role = `${actor.role}${actor.gatewayIds ? ' of some gateways' : ''}`
  throw new DomainError('AccessDeniedException', `${name} is not for your role (${role}). Ask an administrator.`)
}

/** Input members that name a gateway, in every operation that is about one. */
export const gatewayMembers = ['gatewayIdentifier', 'gatewayId'] as const

/**
 * A gateway that the caller's role is not for is as good as absent (I6).
 * @throws DomainError ResourceNotFoundException, word for word as the room says it
 */
export function withinReach(input: unknown, actor: Actor | undefined): void {
  const reach = reachOf(actor)
  if (!reach || typeof input !== 'object' || input === null) return
  for (const member of gatewayMembers) {
    const gatewayId: unknown = Reflect.get(input, member)
    if (typeof gatewayId === 'string' && !reach.has(gatewayId)) throw notFound(`Gateway ${gatewayId}`)
  }
}

/** The rooms with their lists as far as the caller's role reaches. */
export function roomsFor(rooms: Rooms, actor: Actor | undefined): Rooms {
  const reach = reachOf(actor)
  if (!reach) return rooms
  const { gateways, targets } = rooms
  const mine = async (): Promise<GatewayRecord[]> => (await gateways.all()).filter(({ id }) => reach.has(id))
  return {
    ...rooms,
    gateways: {
      ...gateways,
      all: mine,
      async list({ after, limit }) {
        const sorted = (await mine()).sort((one, other) => (one.name < other.name ? -1 : 1))
        const rest = sorted.filter(({ name }) => after === undefined || name > after)
        const items = rest.slice(0, limit)
        return { items, ...(rest.length > limit && { after: items.at(-1)?.name }) }
      },
    },
    targets: {
      ...targets,
      allWithTools: async () => (await targets.allWithTools()).filter(({ record }) => reach.has(record.gatewayId)),
      allWithItems: async (...input) =>
        (await targets.allWithItems(...input)).filter(({ record }) => reach.has(record.gatewayId)),
    },
  }
}

const reachOf = (actor: Actor | undefined): ReadonlySet<string> | undefined =>
  actor?.kind === 'console' && actor.gatewayIds ? new Set(actor.gatewayIds) : undefined
