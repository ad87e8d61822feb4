import { RpcRefusal, rpcErrors } from '../rpc/refusals.ts'
import type { Collision, NamedKind } from './naming.ts'

/** More collisions than these help nobody to read. */
const toldCollisions = 20

/** Why bare names cannot be used on a gateway, and what to do about it. */
export function refusalOf(kind: NamedKind, collisions: readonly Collision[]): RpcRefusal {
  const told = collisions.slice(0, toldCollisions)
  const names = told.map(({ name, targets }) => `${name} (${targets.join(', ')})`).join('; ')
  const more = collisions.length > told.length ? ` and ${collisions.length - told.length} more` : ''
  return new RpcRefusal(
    rpcErrors.invalidParams,
    `Bare names cannot be used on this gateway, because several targets have a ${kind.slice(0, -1)} of the same name: ${names}${more}. Leave ?names=bare out of the address, or put these targets on gateways of their own.`,
    { collisions: told },
  )
}
