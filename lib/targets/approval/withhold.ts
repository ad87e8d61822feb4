import { sha256Hex } from '../../platform/crypto/hash.ts'
import { itemKinds, namedItems, type CatalogueItems } from '../catalogue/items.ts'
import type { TargetsContext } from '../context.ts'
import type { CatalogueVersion } from '../target.store.ts'
import { definitionKey, kindOf } from './definition.ts'
import { approvalMode, byTarget, waitingIn } from './review.ts'

/** The definitions by target that a gateway with `approval: required` does not serve; empty for every other gateway. */
export async function withheldDefinitions(
  context: TargetsContext,
  gatewayId: string,
  serving: Iterable<CatalogueVersion>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const withheld = new Map<string, ReadonlySet<string>>()
  const gateway = await context.gateways.find(gatewayId)
  if (gateway === undefined || approvalMode(gateway) === 'automatic') return withheld
  const rows = byTarget(await context.store.approvals(gatewayId))
  for (const version of serving) {
    const states = await waitingIn(context, version, rows.get(version.targetId))
    if (states.length > 0) withheld.set(version.targetId, new Set(states.map(definitionKey)))
  }
  return withheld
}

/** What of a catalogue serves. Its version id tells one selection from another, so that nothing made of both is shared. */
export function servedItems(
  id: string,
  items: CatalogueItems,
  withheld: ReadonlySet<string> | undefined,
): CatalogueItems & { catalogueVersionId: string; withholdsResources?: true } {
  if (withheld === undefined) return { catalogueVersionId: id, ...items }
  const kept = itemKinds.map((list) => {
    const names = namedItems(items, list)
    const isServed = (_item: unknown, index: number): boolean =>
      !withheld.has(definitionKey({ kind: kindOf[list], name: names[index]?.name ?? '' }))
    return [list, (items[list] as readonly unknown[]).filter(isServed)] as const
  })
  return {
    catalogueVersionId: `${id}+${sha256Hex(JSON.stringify([...withheld].sort())).slice(0, 16)}`,
    ...(Object.fromEntries(kept) as unknown as CatalogueItems),
    ...([...withheld].some((key) => addressKey.test(key)) && { withholdsResources: true }),
  }
}

const addressKey = /^(?:resource|template) /
