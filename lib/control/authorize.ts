import { DomainError, notFound } from '../kernel/domain-error.ts'
import type { Actor } from '../kernel/principals.ts'
import { may } from '../kernel/roles.ts'
import type { GatewayRecord } from '../gateways/index.ts'
import type { OperationShape } from '../contracts/operations/shape.ts'
import type { Rooms } from './rooms.ts'

/** A person does what the role allows; an access key does everything. @throws DomainError AccessDeniedException */
export function authorize({ name, action }: Pick<OperationShape, 'name' | 'action'>, actor: Actor | undefined): void {
  if (actor?.kind !== 'console' || may(actor, action)) return
  throw new DomainError(
    'AccessDeniedException',
    `${name} is not for your role (${actor.role}${actor.gatewayIds ? ' of some gateways' : ''}). Ask an administrator.`,
  )
}

/** The rooms as far as the caller's role reaches: gateways that it is not for are as good as absent (I6). */
export function roomsFor(rooms: Rooms, actor: Actor | undefined): Rooms {
  if (actor?.kind !== 'console' || actor.gatewayIds === undefined) return rooms
  const reach = new Set(actor.gatewayIds)
  const { gateways, targets } = rooms
  const within = (gatewayId: string): string => {
    if (!reach.has(gatewayId)) throw notFound(`Gateway ${gatewayId}`)
    return gatewayId
  }
  /** The first argument, or the one after the actor, is the gateway. */
  const about = <A extends [string, ...unknown[]], R>(call: (...input: A) => Promise<R>) => {
    return async (...input: A): Promise<R> => (within(input[0]), await call(...input))
  }
  const changing = <A extends [Actor, string, ...unknown[]], R>(call: (...input: A) => Promise<R>) => {
    return async (...input: A): Promise<R> => (within(input[1]), await call(...input))
  }
  const mine = async (): Promise<GatewayRecord[]> => (await gateways.all()).filter(({ id }) => reach.has(id))
  return {
    ...rooms,
    gateways: {
      ...gateways,
      get: about(gateways.get),
      update: changing(gateways.update),
      remove: changing(gateways.remove),
      all: mine,
      async list({ after, limit }) {
        const names = (await mine()).sort((one, other) => (one.name < other.name ? -1 : 1))
        const rest = names.filter(({ name }) => after === undefined || name > after)
        const items = rest.slice(0, limit)
        return { items, ...(rest.length > limit && { after: items.at(-1)?.name }) }
      },
    },
    targets: {
      ...targets,
      create: changing(targets.create),
      get: about(targets.get),
      update: changing(targets.update),
      synchronize: changing(targets.synchronize),
      cancelAuthorization: changing(targets.cancelAuthorization),
      renewAuthorization: changing(targets.renewAuthorization),
      remove: changing(targets.remove),
      list: about(targets.list),
      tools: about(targets.tools),
      allWithTools: async () => (await targets.allWithTools()).filter(({ record }) => reach.has(record.gatewayId)),
    },
  }
}
