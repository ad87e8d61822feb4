import { oauthOf, providerNameOf } from './target.ts'
import type { TargetStore } from './target.store.ts'

/** What other rooms ask about targets before they take something away that targets need. */
export interface TargetsOf {
  names(gatewayId: string): Promise<string[]>
  ids(gatewayId: string): Promise<string[]>
  /** Names of the targets that ask users for consent. */
  with3lo(gatewayId: string): Promise<string[]>
  /** Names of the targets that use an OAuth client, as asked for or as still serving. */
  usingProvider(providerName: string): Promise<string[]>
  /** The targets that act in each person's own name, as they serve now. */
  actingForPeople(): Promise<PersonalTarget[]>
}

export interface PersonalTarget {
  gatewayId: string
  targetId: string
  targetName: string
  endpoint: string
  providerName: string
  scopes: readonly string[]
  customParameters?: Record<string, string>
}

export function createTargetsOf(store: Pick<TargetStore, 'all' | 'serving' | 'reached'>): TargetsOf {
  const all = async (gatewayId?: string) => {
    const serving = new Map((await store.serving(gatewayId)).map((version) => [version.targetId, version.credentials]))
    return (await store.all(gatewayId)).map((target) => ({
      name: target.name,
      clients: [oauthOf(target.credentials), oauthOf(serving.get(target.id) ?? [])].filter(
        (oauth) => oauth !== undefined,
      ),
    }))
  }
  return {
    names: async (gatewayId) => (await store.all(gatewayId)).map((target) => target.name),
    ids: async (gatewayId) => (await store.all(gatewayId)).map((target) => target.id),
    with3lo: async (gatewayId) =>
      (await all(gatewayId)).filter((target) => target.clients.length > 0).map((target) => target.name),
    usingProvider: async (providerName) =>
      (await all())
        .filter((target) => target.clients.some((oauth) => providerNameOf(oauth) === providerName))
        .map((target) => target.name),
    actingForPeople: async () =>
      (await store.reached()).flatMap(({ gatewayId, targetId, name, endpoint, credentials }) => {
        const oauth = oauthOf(credentials)
        if (!oauth) return []
        const { scopes, customParameters } = oauth
        const target = { gatewayId, targetId, targetName: name, endpoint, providerName: providerNameOf(oauth), scopes }
        return [{ ...target, ...(customParameters && { customParameters }) }]
      }),
  }
}
