import * as shapes from '../../contracts/operations/gateways.ts'
import { defineOperation } from '../operation.ts'

/** A tool schema of one megabyte is a JSON text inside a JSON string: its quotes are escaped and it grows. */
export const maxBodyWithToolSchema = 4 * 1024 * 1024

export const createGatewayTarget = defineOperation(shapes.createGatewayTarget, {
  errors: [
    'ResourceNotFoundException',
    'ConflictException',
    'ConcurrentModificationException',
    'ServiceQuotaExceededException',
  ],
  maxBodyBytes: maxBodyWithToolSchema,
  mayRepeat: (input) => input.clientToken !== undefined,
  run: async ({ rooms: { targets }, actor }, { gatewayIdentifier, clientToken, ...input }) =>
    targets.present(await targets.create(actor, gatewayIdentifier, input, clientToken)),
})

export const getGatewayTarget = defineOperation(shapes.getGatewayTarget, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms: { targets } }, { gatewayIdentifier, targetId }) =>
    targets.present(await targets.get(gatewayIdentifier, targetId)),
})

export const updateGatewayTarget = defineOperation(shapes.updateGatewayTarget, {
  errors: [
    'ResourceNotFoundException',
    'ConflictException',
    'ConcurrentModificationException',
    'ServiceQuotaExceededException',
  ],
  maxBodyBytes: maxBodyWithToolSchema,
  run: async ({ rooms: { targets }, actor }, { gatewayIdentifier, targetId, ...input }) =>
    targets.present(await targets.update(actor, gatewayIdentifier, targetId, input)),
})

export const deleteGatewayTarget = defineOperation(shapes.deleteGatewayTarget, {
  errors: ['ResourceNotFoundException', 'ConflictException', 'ConcurrentModificationException'],
  run: async ({ rooms: { targets }, actor }, { gatewayIdentifier, targetId }) =>
    targets.present(await targets.remove(actor, gatewayIdentifier, targetId)),
})

export const listGatewayTargets = defineOperation(shapes.listGatewayTargets, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms: { targets, pages } }, { gatewayIdentifier, ...input }) => {
    const listing = { operation: 'ListGatewayTargets', filters: [gatewayIdentifier], defaultLimit: 100 }
    const { items, nextToken } = await pages.page(listing, input, (page) => targets.list(gatewayIdentifier, page))
    return { items: await Promise.all(items.map((target) => targets.presentSummary(target))), nextToken }
  },
})

export const synchronizeGatewayTargets = defineOperation(shapes.synchronizeGatewayTargets, {
  errors: [
    'ResourceNotFoundException',
    'ConflictException',
    'ConcurrentModificationException',
    'ServiceQuotaExceededException',
  ],
  run: async ({ rooms: { targets }, actor }, { gatewayIdentifier, targetIdList }) => {
    const started = targetIdList.map(async (targetId) =>
      targets.present(await targets.synchronize(actor, gatewayIdentifier, targetId)),
    )
    return { targets: await Promise.all(started) }
  },
})
