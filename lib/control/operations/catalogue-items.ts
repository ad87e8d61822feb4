import type { CatalogueItem } from '../../contracts/console.ts'
import { listCatalogueItems as shape } from '../../contracts/operations/console.ts'
import {
  clientToolName,
  findingsOf,
  gatewayToolName,
  type ItemEntry,
  type Neighbours,
  type TargetReview,
} from '../../targets/index.ts'
import { defineOperation } from '../operation.ts'
import { neighboursIn } from './catalogue-neighbours.ts'
import { approvalIn } from './catalogue-tools.ts'

type ListedItem = ItemEntry & Pick<CatalogueItem, 'gatewayPromptName'>

/** An entry as people see it: a prompt has another name on the gateway than upstream. */
export const listedItem = (targetName: string, entry: ItemEntry): ListedItem => ({
  ...entry,
  ...(entry.kind === 'prompt' && { gatewayPromptName: clientToolName(gatewayToolName(targetName, entry.name)) }),
})

/** With what is known about its approval, and with what deserves a second look. */
export function completeItem<Item extends ListedItem>(
  { json, ...item }: Item,
  review: TargetReview | undefined,
  neighbours: Neighbours,
) {
  const definition = { kind: item.kind, name: item.name, json }
  return { ...item, approval: approvalIn(review, definition), findings: findingsOf(definition, neighbours) }
}

/** Every word of the query stands somewhere in what is shown of an item. */
function matches(item: ListedItem, query: string): boolean {
  const { name, gatewayPromptName, title, description, mimeType, arguments: args = [] } = item
  const text = [name, gatewayPromptName, title, description, mimeType, ...args].join('\n').toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** Prompts by their names on the gateways; resources by address, the templates among them. */
export const listCatalogueItems = defineOperation(shape, {
  run: async ({ rooms: { gateways, targets, pages } }, { kind, query = '', gatewayId, review, ...input }) => {
    const names = new Map((await gateways.all()).map((gateway) => [gateway.id, gateway.name]))
    const reviews = await targets.reviews(gatewayId)
    const found = (await targets.allWithItems(gatewayId)).flatMap(({ record, items }) => {
      const gatewayName = names.get(record.gatewayId)
      if (gatewayName === undefined) return []
      const place = { gatewayId: record.gatewayId, gatewayName, targetId: record.id, targetName: record.name }
      const waits = (item: ItemEntry) => reviews.get(record.id)?.waits(item) ?? false
      return items
        .filter((item) => (item.kind === 'prompt') === (kind === 'prompts') && (review === undefined || waits(item)))
        .map((item) => ({ ...listedItem(record.name, item), ...place }))
        .filter((item) => matches(item, query))
        .map((item) => ({
          item,
          position: JSON.stringify([item.gatewayPromptName ?? item.name, item.kind, record.id]),
        }))
    })
    found.sort((one, other) => (one.position < other.position ? -1 : 1))
    const listing = { operation: 'ListCatalogueItems', filters: [kind, query, gatewayId, review], defaultLimit: 100 }
    const { items, nextToken } = await pages.page(listing, input, async ({ limit, after }) => {
      const start = after === undefined ? 0 : found.findIndex(({ position }) => position > after)
      const rest = start < 0 ? [] : found.slice(start)
      const page = rest.slice(0, limit)
      return { items: page, ...(rest.length > limit && { after: page.at(-1)?.position }) }
    })
    const neighbours = neighboursIn(items.length > 0 ? await targets.allWithTools(gatewayId) : [])
    return {
      items: items.map(({ item }) =>
        completeItem(item, reviews.get(item.targetId), neighbours(item.gatewayId, item.targetName)),
      ),
      nextToken,
    }
  },
})
