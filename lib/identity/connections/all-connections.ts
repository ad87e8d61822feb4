import { userKeyText, type Actor, type KeyHolder, type UserKey } from '../../kernel/principals.ts'
import { ownPersonId } from '../sessions/session.ts'
import type { ConnectionFilter, ConnectionListStore } from '../vault/connection-list.store.ts'
import type { Connections } from '../vault/connections.ts'
import type { ConnectionsContext } from './context.ts'
import { viewOf, type ConnectionView } from './connection-view.ts'
import { placesOf } from './consent-target.ts'
import type { PersonStanding } from './people-gate.ts'

export interface EveryonesFilter extends Omit<ConnectionFilter, 'userTexts' | 'workloadName'> {
  /** People of this installation who are meant as well. */
  userIds?: readonly string[]
  gatewayId?: string
}

/** Everybody's connections, for those who see to them. */
export interface EveryonesConnections {
  /** Newest first. */
  list(
    filter: EveryonesFilter,
    page: { after?: string; limit: number },
  ): Promise<{ items: (ConnectionView & { userId?: string })[]; after?: string }>
  /** Ends those that are there, and answers how many that were. */
  end(actor: Actor, connectionIds: readonly string[]): Promise<number>
  /** For a person who was removed. */
  endOfPerson(actor: Actor, userId: string): Promise<void>
  /** For an API key that is deleted. */
  endOfKey(actor: Actor, holder: KeyHolder, reason: string): Promise<void>
  /** Ends what a crash left of people who were removed, and forgets what ended long ago. */
  tend(): Promise<void>
}

const system = { kind: 'system' } as const
const keptMs = 30 * 24 * 60 * 60_000
const removed = 'The person was removed.'

export function createEveryonesConnections(
  deps: ConnectionsContext & {
    store: ConnectionListStore
    connections: Pick<Connections, 'dropKept' | 'dropOfUser'>
    standing(userId: string): Promise<PersonStanding>
  },
): EveryonesConnections {
  const { store, connections, ownIssuer } = deps
  const own = (userId: string): UserKey => ({ kind: 'jwt', iss: ownIssuer, sub: userId })

  return {
    async list({ userIds, gatewayId: workloadName, ...filter }, page) {
      const [{ items, after }, targets] = await Promise.all([
        store.list(
          {
            ...filter,
            ...(userIds && { userTexts: userIds.map((userId) => userKeyText(own(userId))) }),
            ...(workloadName !== undefined && { workloadName }),
          },
          page,
        ),
        deps.consentTargets(),
      ])
      const now = deps.clock.now()
      const view = (row: (typeof items)[number]) => {
        const here = targets.filter(({ gatewayId }) => gatewayId === row.workloadName)
        const place = placesOf(here, row.user).get(row.keyHash)
        const userId = ownPersonId(row, ownIssuer)
        return {
          ...viewOf(row, { place, now, usedAt: deps.lastUse.of(row.keyHash) }),
          ...(here[0] && { gatewayName: here[0].gatewayName }),
          ...(userId !== undefined && { userId }),
        }
      }
      return { items: items.map(view), ...(after !== undefined && { after }) }
    },

    async end(actor, connectionIds) {
      let ended = 0
      for (const id of new Set(connectionIds))
        if (await connections.dropKept(id, 'An administrator ended it.', actor)) ended += 1
      return ended
    },

    endOfPerson: (actor, userId) => connections.dropOfUser(own(userId), removed, actor),
    endOfKey: (actor, holder, reason) => connections.dropOfUser(holder, reason, actor),

    async tend() {
      await store.forgetEnded(keptMs)
      const prefix = userKeyText({ kind: 'jwt', iss: ownIssuer, sub: '' }).slice(0, -'0:'.length)
      for (const user of await store.owners(prefix)) {
        const userId = ownPersonId({ user }, ownIssuer)
        if (userId !== undefined && (await deps.standing(userId)) === 'gone')
          await connections.dropOfUser(user, removed, system)
      }
    },
  }
}
