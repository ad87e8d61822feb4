import * as shapes from '../../contracts/operations/mcp-clients.ts'
import type { Actor } from '../../kernel/principals.ts'
import { may } from '../../kernel/roles.ts'
import { defineOpenOperation, defineOperation } from '../operation.ts'

export const getClientSignIn = defineOperation(shapes.getClientSignIn, {
  run: ({ rooms }) => rooms.authzServer.signIn.describe(),
})

export const updateClientSignIn = defineOperation(shapes.updateClientSignIn, {
  run: async ({ rooms, actor }, change) => {
    await rooms.authzServer.signIn.change(actor, change)
    return rooms.authzServer.signIn.describe()
  },
})

export const rotateSigningKeys = defineOperation(shapes.rotateSigningKeys, {
  run: async ({ rooms, actor }) => {
    await rooms.authzServer.signIn.rotateKeys(actor)
    return rooms.authzServer.signIn.describe()
  },
})

export const listMcpClients = defineOperation(shapes.listMcpClients, {
  run: async ({ rooms }) => ({ clients: await rooms.authzServer.clients.list() }),
})

export const createMcpClient = defineOperation(shapes.createMcpClient, {
  run: ({ rooms, actor }, input) => rooms.authzServer.clients.create(actor, input),
})

export const deleteMcpClient = defineOperation(shapes.deleteMcpClient, {
  errors: ['ResourceNotFoundException'],
  run: ({ rooms, actor }, { clientId }) => rooms.authzServer.clients.remove(actor, clientId),
})

/** One's own; undefined, for who sees to everybody's: all. */
const whose = (actor: Actor, action: 'connections.read' | 'connections.end'): string | undefined =>
  actor.kind === 'console' && !may(actor, action) ? actor.userId : undefined

export const listClientGrants = defineOperation(shapes.listClientGrants, {
  run: async ({ rooms, actor }) => ({ grants: await rooms.authzServer.grants.list(whose(actor, 'connections.read')) }),
})

export const revokeClientGrant = defineOperation(shapes.revokeClientGrant, {
  errors: ['ResourceNotFoundException'],
  run: ({ rooms, actor }, { grantId }) =>
    rooms.authzServer.grants.revoke(actor, grantId, whose(actor, 'connections.end')),
})

export const describeClientRequest = defineOpenOperation(shapes.describeClientRequest, {
  access: 'internal',
  run: ({ rooms, visitor }, { requestId }) => rooms.authzServer.describeRequest(requestId, visitor),
})
