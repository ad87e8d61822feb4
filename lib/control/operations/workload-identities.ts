import * as shapes from '../../contracts/operations/identities.ts'
import { defineOperation } from '../operation.ts'

export const createWorkloadIdentity = defineOperation(shapes.createWorkloadIdentity, {
  errors: ['ResourceNotFoundException'],
  run: async ({ rooms: { identity }, actor }, input) =>
    identity.workloads.view(await identity.workloads.create(actor, input)),
})

export const getWorkloadIdentity = defineOperation(shapes.getWorkloadIdentity, {
  errors: ['ResourceNotFoundException'],
  mayRepeat: true,
  run: async ({ rooms: { identity } }, { name }) => identity.workloads.view(await identity.workloads.get(name)),
})

export const updateWorkloadIdentity = defineOperation(shapes.updateWorkloadIdentity, {
  errors: ['ResourceNotFoundException', 'ConflictException'],
  run: async ({ rooms: { identity }, actor }, input) =>
    identity.workloads.view(await identity.workloads.update(actor, input)),
})

export const deleteWorkloadIdentity = defineOperation(shapes.deleteWorkloadIdentity, {
  errors: ['ResourceNotFoundException'],
  run: ({ rooms: { identity }, actor }, { name }) => identity.workloads.remove(actor, name),
})

export const listWorkloadIdentities = defineOperation(shapes.listWorkloadIdentities, {
  mayRepeat: true,
  run: async ({ rooms: { identity, pages } }, input) => {
    const listing = { operation: 'ListWorkloadIdentities', defaultLimit: 20 }
    const { items, nextToken } = await pages.page(listing, input, (page) => identity.workloads.list(page))
    return { workloadIdentities: items.map((workload) => identity.workloads.view(workload)), nextToken }
  },
})
