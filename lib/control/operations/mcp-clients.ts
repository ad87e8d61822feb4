import * as shapes from '../../contracts/operations/mcp-clients.ts'
import type { Actor } from '../../kernel/principals.ts'
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

/** A member's own; undefined: everybody's. */
const whose = (actor: Actor): string | undefined =>
  actor.kind === 'console' && actor.role !== 'admin' ? actor.userId : undefined

export const listClientGrants = defineOperation(shapes.listClientGrants, {
  forMembers: true,
  run: async ({ rooms, actor }) => ({ grants: await rooms.authzServer.grants.list(whose(actor)) }),
})

export const revokeClientGrant = defineOperation(shapes.revokeClientGrant, {
  forMembers: true,
  errors: ['ResourceNotFoundException'],
  run: ({ rooms, actor }, { grantId }) => rooms.authzServer.grants.revoke(actor, grantId, whose(actor)),
})

export const describeClientRequest = defineOpenOperation(shapes.describeClientRequest, {
  access: 'internal',
  run: ({ rooms, visitor }, { requestId }) => rooms.authzServer.describeRequest(requestId, visitor),
})

export const createPerson = defineOperation(shapes.createPerson, {
  errors: ['ConflictException'],
  run: ({ rooms, actor }, input) => rooms.accounts.addPerson(actor, input),
})
