import * as shapes from '../../contracts/operations/gateways.ts'
import { defineOperation } from '../operation.ts'

export const createGateway = defineOperation(shapes.createGateway, {
  errors: ['ConflictException', 'ConcurrentModificationException', 'ServiceQuotaExceededException'],
  mayRepeat: (input) => input.clientToken !== undefined,
  run: async ({ rooms, actor }, { clientToken, ...input }) =>
    rooms.gateways.view(await rooms.gateways.create(actor, input, clientToken)),
})

export const getGateway = defineOperation(shapes.getGateway, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms }, { gatewayIdentifier }) => rooms.gateways.view(await rooms.gateways.get(gatewayIdentifier)),
})

export const updateGateway = defineOperation(shapes.updateGateway, {
  errors: [
    'ResourceNotFoundException',
    'ConflictException',
    'ConcurrentModificationException',
    'ServiceQuotaExceededException',
  ],
  run: async ({ rooms, actor }, { gatewayIdentifier, ...input }) =>
    rooms.gateways.view(await rooms.gateways.update(actor, gatewayIdentifier, input)),
})

export const deleteGateway = defineOperation(shapes.deleteGateway, {
  errors: ['ResourceNotFoundException', 'ConflictException', 'ConcurrentModificationException'],
  run: async ({ rooms, actor }, { gatewayIdentifier }) =>
    rooms.gateways.view(await rooms.gateways.remove(actor, gatewayIdentifier)),
})

export const listGateways = defineOperation(shapes.listGateways, {
  run: async ({ rooms }, input) => {
    const listing = { operation: 'ListGateways', defaultLimit: 100 }
    const { items, nextToken } = await rooms.pages.page(listing, input, (page) => rooms.gateways.list(page))
    return { items: items.map((gateway) => rooms.gateways.view(gateway)), nextToken }
  },
})
