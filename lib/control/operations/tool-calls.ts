import { listToolCalls as shape } from '../../contracts/operations/tool-calls.ts'
import { defineOperation } from '../operation.ts'

export const listToolCalls = defineOperation(shape, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms: { gateways, calls, pages } }, { gatewayIdentifier, startTime, endTime, ...input }) => {
    // The calls of a gateway that was deleted are nobody's to read, as it is itself.
    const { id: gatewayId } = await gateways.get(gatewayIdentifier)
    const { targetId, caller, outcome, ...position } = input
    const filters = [gatewayId, targetId, caller, outcome, startTime, endTime]
    const listing = { operation: 'ListToolCalls', filters, defaultLimit: 50 }
    const { items, nextToken } = await pages.page(listing, position, (page) =>
      calls.list({
        gatewayId,
        targetId,
        caller,
        outcome,
        ...page,
        ...(startTime !== undefined && { from: Date.parse(startTime) }),
        ...(endTime !== undefined && { to: Date.parse(endTime) }),
      }),
    )
    return {
      calls: items.map(({ id, at, ...call }) => ({ callId: id, at: new Date(at).toISOString(), ...call })),
      nextToken,
    }
  },
})
