import type { ClientGrant } from '../contracts/mcp-clients.ts'
import { notFound } from '../kernel/domain-error.ts'
import type { Actor } from '../kernel/principals.ts'
import type { Clients } from './clients/clients.ts'
import type { AuthzDependencies } from './dependencies.ts'
import type { HeldGrant } from './storage/artifact.store.ts'

export interface Grants {
  /** One row for each person and client, last allowed first. */
  list(userId?: string): Promise<ClientGrant[]>
  /**
   * Ends everything that the person of this grant allowed its client: he sees one client, however often it signed in.
   * @param userId whose it must be; any where it is left out. @throws DomainError ResourceNotFoundException
   */
  revoke(actor: Actor, grantId: string, userId?: string): Promise<void>
}

const isSame = (left: HeldGrant, right: HeldGrant): boolean =>
  left.accountId === right.accountId && left.clientId === right.clientId

/** @param onEnd what was believed of this person's grant is no longer true. */
export function createGrants(
  deps: AuthzDependencies & { clients: Pick<Clients, 'list'>; onEnd(userId: string, grantId: string): void },
): Grants {
  const { stores, gateways, audit } = deps

  const latest = async (userId?: string): Promise<HeldGrant[]> => {
    const held = await stores.artifacts.grants(userId)
    return [
      ...new Map(held.toReversed().map((grant) => [`${grant.accountId}\0${grant.clientId}`, grant])).values(),
    ].sort((left, right) => right.createdAt - left.createdAt)
  }

  return {
    async list(userId) {
      const held = await latest(userId)
      const [clients, all] = await Promise.all([deps.clients.list(), gateways.all()])
      const clientNames = new Map(clients.map(({ clientId, clientName }) => [clientId, clientName]))
      const gatewayNames = new Map(all.map(({ id, name }) => [id, name]))
      const people = [...new Set(held.map(({ accountId }) => accountId))]
      const known = new Map(
        await Promise.all(
          people.map(async (id) => {
            const [person, consents] = await Promise.all([deps.person(id), stores.consents.of(id)])
            return [id, { email: person?.email ?? id, consents }] as const
          }),
        ),
      )
      return held.map(({ id, clientId, accountId, createdAt }) => {
        const { email = accountId, consents = [] } = known.get(accountId) ?? {}
        const allowed = consents.filter((consent) => consent.clientId === clientId)
        const names = allowed.flatMap(({ gatewayId }) => gatewayNames.get(gatewayId) ?? [])
        return {
          grantId: id,
          clientId,
          clientName: allowed[0]?.clientName ?? clientNames.get(clientId) ?? clientId,
          userId: accountId,
          email,
          gatewayNames: [...new Set(names)].sort(),
          createdAt: new Date(createdAt).toISOString(),
        }
      })
    },

    async revoke(actor, grantId, userId) {
      const all = await stores.artifacts.grants(userId)
      const held = all.find(({ id }) => id === grantId)
      if (!held) throw notFound('The grant')
      for (const { id } of all.filter((grant) => isSame(grant, held))) {
        await stores.artifacts.remove(id)
        deps.onEnd(held.accountId, id)
      }
      await stores.consents.forget(held.accountId, held.clientId)
      await audit.record({
        type: 'mcp-client.revoked',
        actor,
        resource: `mcp-client/${held.clientId}`,
        outcome: 'ok',
        detail: { userId: held.accountId },
      })
    },
  }
}
