import type { ErrorCode } from '../../contracts/errors.ts'
import * as shapes from '../../contracts/operations/identities.ts'
import { defineOperation } from '../operation.ts'

const storing: readonly ErrorCode[] = [
  'ConflictException',
  'ResourceNotFoundException',
  'ServiceQuotaExceededException',
  'ResourceLimitExceededException',
  'DecryptionFailure',
  'EncryptionFailure',
]

export const createOauth2CredentialProvider = defineOperation(shapes.createOauth2CredentialProvider, {
  errors: storing,
  run: async ({ rooms: { identity }, actor }, input) =>
    identity.providers.view(await identity.providers.create(actor, input)),
})

export const getOauth2CredentialProvider = defineOperation(shapes.getOauth2CredentialProvider, {
  errors: ['ResourceNotFoundException', 'DecryptionFailure'],
  mayRepeat: true,
  run: async ({ rooms: { identity } }, { name }) => identity.providers.view(await identity.providers.get(name)),
})

export const updateOauth2CredentialProvider = defineOperation(shapes.updateOauth2CredentialProvider, {
  errors: storing,
  run: async ({ rooms: { identity }, actor }, input) =>
    identity.providers.view(await identity.providers.update(actor, input)),
})

export const deleteOauth2CredentialProvider = defineOperation(shapes.deleteOauth2CredentialProvider, {
  errors: ['ResourceNotFoundException', 'ConflictException'],
  run: ({ rooms: { identity }, actor }, { name }) => identity.providers.remove(actor, name),
})

export const listOauth2CredentialProviders = defineOperation(shapes.listOauth2CredentialProviders, {
  mayRepeat: true,
  run: async ({ rooms: { identity, pages } }, input) => {
    const listing = { operation: 'ListOauth2CredentialProviders', defaultLimit: 20 }
    const { items, nextToken } = await pages.page(listing, input, (page) => identity.providers.list(page))
    return { credentialProviders: items.map((provider) => identity.providers.view(provider)), nextToken }
  },
})

export const reserveCallbackUrl = defineOperation(shapes.reserveCallbackUrl, {
  errors: ['ServiceQuotaExceededException'],
  run: async ({ rooms: { identity }, actor }) => ({ callbackUrl: await identity.providers.reserveCallbackUrl(actor) }),
})
