import * as shapes from '../../contracts/operations/approvals.ts'
import { defineOperation } from '../operation.ts'

export const listDefinitionChanges = defineOperation(shapes.listDefinitionChanges, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms: { targets, pages } }, { gatewayIdentifier, targetId, ...input }) => {
    const listing = {
      operation: 'ListDefinitionChanges',
      filters: [gatewayIdentifier, targetId],
      defaultLimit: 100,
    }
    return pages.page(listing, input, (page) => targets.definitionChanges(gatewayIdentifier, targetId, page))
  },
})

export const getDefinition = defineOperation(shapes.getDefinition, {
  errors: ['ResourceNotFoundException'],
  run: ({ rooms: { targets } }, { gatewayIdentifier, targetId, ...asked }) =>
    targets.definition(gatewayIdentifier, targetId, asked),
})

export const approveDefinitions = defineOperation(shapes.approveDefinitions, {
  errors: ['ResourceNotFoundException', 'ConflictException', 'ConcurrentModificationException'],
  // The same hashes approved again are the same approval.
  mayRepeat: true,
  run: ({ rooms: { targets }, actor }, { gatewayIdentifier, targetId, items }) =>
    targets.approve(actor, gatewayIdentifier, targetId, items),
})
