import type { Catalogue } from '../../contracts/console.ts'
import { isInMotion, isPendingAuth, type TargetStatus } from '../../contracts/targets.ts'
import { listCatalogue as shape } from '../../contracts/operations/console.ts'
import { defineOperation } from '../operation.ts'
import { neighboursIn } from './catalogue-neighbours.ts'
import { completeTool, listedTools, matchesQuery } from './catalogue-tools.ts'

/** Tools across all targets, in the order of their names on the gateways. */
export const listCatalogue = defineOperation(shape, {
  run: async ({ rooms: { gateways, targets, pages } }, { query = '', gatewayId, review, ...input }) => {
    const names = new Map((await gateways.all()).map((gateway) => [gateway.id, gateway.name]))
    const reviews = await targets.reviews(gatewayId)
    const listed = (await targets.allWithTools()).flatMap(({ record, tools }) => {
      const gatewayName = names.get(record.gatewayId)
      if (gatewayName === undefined || (gatewayId !== undefined && gatewayId !== record.gatewayId)) return []
      return [
        { record, tools, gatewayName, needsConsent: targets.needsConsent(record), review: reviews.get(record.id) },
      ]
    })
    const found = listed
      .flatMap(listedTools)
      .filter((tool) => (review === undefined || tool.waits) && matchesQuery(tool, query))
      .map((tool) => ({ tool, position: JSON.stringify([tool.gatewayToolName, tool.targetId]) }))
      .sort((one, other) => (one.position < other.position ? -1 : 1))

    const listing = { operation: 'ListCatalogue', filters: [query, gatewayId, review], defaultLimit: 100 }
    const { items, nextToken } = await pages.page(listing, input, async ({ limit, after }) => {
      const start = after === undefined ? 0 : found.findIndex(({ position }) => position > after)
      const rest = start < 0 ? [] : found.slice(start)
      const items = rest.slice(0, limit)
      return { items, ...(rest.length > limit && { after: items.at(-1)?.position }) }
    })
    const unavailable: Catalogue['unavailable'] = listed
      .filter(({ record, tools }) => tools.length === 0 && record.status !== 'READY')
      .map(({ record, gatewayName }) => ({
        targetName: record.name,
        gatewayName,
        status: record.status,
        reason: record.statusReasons.join(' ') || reasonFor(record.status),
      }))
    const neighbours = neighboursIn(listed)
    const tools = items.map(({ tool }) =>
      completeTool(tool, reviews.get(tool.targetId), neighbours(tool.gatewayId, tool.targetName)),
    )
    return { tools, unavailable, nextToken }
  },
})

function reasonFor(status: TargetStatus): string {
  if (isPendingAuth(status)) return 'Its tools are not known yet: an administrator has to authorize the first sync.'
  return isInMotion(status) ? 'Its tools are being read.' : 'Its tools could not be read.'
}
