import * as shapes from '../../contracts/operations/api-keys.ts'
import { defineOperation } from '../operation.ts'

export const createGatewayApiKey = defineOperation(shapes.createGatewayApiKey, {
  errors: ['ResourceNotFoundException', 'ConflictException', 'ServiceQuotaExceededException'],
  run: async ({ rooms: { apiKeys }, actor }, { gatewayIdentifier, ...input }) => {
    const { record, apiKey } = await apiKeys.create(actor, gatewayIdentifier, input)
    return { ...apiKeys.view(record), apiKey: apiKey.reveal() }
  },
})

export const listGatewayApiKeys = defineOperation(shapes.listGatewayApiKeys, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms: { apiKeys, pages } }, { gatewayIdentifier, ...position }) => {
    const listing = { operation: 'ListGatewayApiKeys', filters: [gatewayIdentifier], defaultLimit: 100 }
    const { items, nextToken } = await pages.page(listing, position, (page) => apiKeys.list(gatewayIdentifier, page))
    return { items: items.map((key) => apiKeys.view(key)), nextToken }
  },
})

export const getGatewayApiKey = defineOperation(shapes.getGatewayApiKey, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms: { apiKeys } }, { gatewayIdentifier, keyId }) =>
    apiKeys.view(await apiKeys.get(gatewayIdentifier, keyId)),
})

export const updateGatewayApiKey = defineOperation(shapes.updateGatewayApiKey, {
  errors: ['ResourceNotFoundException'],
  mayRepeat: true,
  run: async ({ rooms: { apiKeys }, actor }, { gatewayIdentifier, keyId, expiresAt }) =>
    apiKeys.view(await apiKeys.endEarlier(actor, gatewayIdentifier, keyId, expiresAt)),
})

export const revokeGatewayApiKey = defineOperation(shapes.revokeGatewayApiKey, {
  errors: ['ResourceNotFoundException'],
  mayRepeat: true,
  run: async ({ rooms: { apiKeys }, actor }, { gatewayIdentifier, keyId }) =>
    apiKeys.view(await apiKeys.revoke(actor, gatewayIdentifier, keyId)),
})

export const deleteGatewayApiKey = defineOperation(shapes.deleteGatewayApiKey, {
  errors: ['ResourceNotFoundException'],
  run: ({ rooms: { apiKeys }, actor }, { gatewayIdentifier, keyId }) => apiKeys.remove(actor, gatewayIdentifier, keyId),
})
