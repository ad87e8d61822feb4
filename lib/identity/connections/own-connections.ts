import { notFound } from '../../kernel/domain-error.ts'
import { userKeyText, type UserKey } from '../../kernel/principals.ts'
import type { ConsoleActor } from '../sessions/session.ts'
import type { SessionStarts } from '../sessions/start-session.ts'
import type { ConnectionListStore } from '../vault/connection-list.store.ts'
import type { Connections } from '../vault/connections.ts'
import type { ConnectionsContext } from './context.ts'
import { emptyView, viewOf, type ConnectionView } from './connection-view.ts'
import { placesOf } from './consent-target.ts'

/** One's own connections: those that there are, and those that there could be. */
export interface OwnConnections {
  /** By gateway, provider and what it is for. */
  list(
    person: ConsoleActor,
    page: { after?: string; limit: number },
  ): Promise<{ items: ConnectionView[]; after?: string }>
  /** A consent like any other, before it is needed or in place of an older one. @throws ResourceNotFoundException */
  connect(person: ConsoleActor, connectionId: string): Promise<{ authorizationUrl: string; expiresAt: number }>
  /** Ends what is there; ending it again is no error. @throws ResourceNotFoundException for what is not the person's */
  end(person: ConsoleActor, connectionId: string): Promise<void>
}

/** More than a person can have: one for each provider and set of scopes of every gateway. */
const most = 5_000

export function createOwnConnections(
  deps: ConnectionsContext & {
    store: ConnectionListStore
    connections: Pick<Connections, 'dropKept'>
    starts: Pick<SessionStarts, 'startOrReuse'>
  },
): OwnConnections {
  const userOf = ({ userId: sub }: ConsoleActor): UserKey & { kind: 'jwt' } => ({
    kind: 'jwt',
    iss: deps.ownIssuer,
    sub,
  })
  const placesFor = async (user: UserKey) => {
    const targets = await deps.consentTargets()
    return placesOf(
      targets.filter(({ ownSignIn }) => ownSignIn),
      user,
    )
  }
  const rowsOf = async (user: UserKey) =>
    (await deps.store.list({ userTexts: [userKeyText(user)] }, { limit: most })).items

  return {
    async list(person, { after, limit }) {
      const user = userOf(person)
      const [places, rows] = await Promise.all([placesFor(user), rowsOf(user)])
      const now = deps.clock.now()
      const here = rows.map((row) =>
        viewOf(row, { place: places.get(row.keyHash), now, usedAt: deps.lastUse.of(row.keyHash) }),
      )
      const known = new Set(here.map(({ connectionId }) => connectionId))
      const free = [...places].filter(([id]) => !known.has(id)).map(([id, place]) => emptyView(id, user, place))
      const sorted = [...here, ...free]
        .map((view) => ({ view, position: positionOf(view) }))
        .sort((one, other) => (one.position < other.position ? -1 : 1))
        .filter(({ position }) => after === undefined || position > after)
      const page = sorted.slice(0, limit)
      return {
        items: page.map(({ view }) => view),
        ...(sorted.length > limit && { after: page.at(-1)?.position }),
      }
    },

    async connect(person, connectionId) {
      const user = userOf(person)
      const place = (await placesFor(user)).get(connectionId)
      const target = place?.targets[0]
      if (!target) throw notFound(`Connection ${connectionId}`)
      const { gatewayId, gatewayName, targetId, targetName, providerName, scopes, customParameters } = target
      const { authorizationUrl, expiresAt } = await deps.starts.startOrReuse({
        actor: person,
        purpose: { kind: 'connect', gatewayId, gatewayName, targetId, targetName },
        workloadName: gatewayId,
        user,
        providerName,
        scopes,
        customParameters,
        resource: target.endpoint,
        returnUrl: `${deps.publicOrigin}/return`,
      })
      return { authorizationUrl, expiresAt }
    },

    async end(person, connectionId) {
      const user = userOf(person)
      if (await deps.connections.dropKept(connectionId, 'The person disconnected it.', person, user)) return
      if ((await placesFor(user)).has(connectionId)) return
      if ((await rowsOf(user)).some(({ keyHash }) => keyHash === connectionId)) return
      throw notFound(`Connection ${connectionId}`)
    },
  }
}

/** What nothing needs any more stands at the end. */
const positionOf = ({ gatewayName, providerName, targets, connectionId }: ConnectionView): string =>
  [gatewayName === undefined ? '1' : `0${gatewayName}`, providerName, targets[0]?.name ?? '', connectionId].join('\0')
