import * as shapes from '../../contracts/operations/identities.ts'
import type { ResourceTokenResult } from '../../identity/index.ts'
import { DomainError, invalidField } from '../../kernel/domain-error.ts'
import { defineOperation } from '../operation.ts'

export const getResourceOauth2Token = defineOperation(shapes.getResourceOauth2Token, {
  errors: ['ResourceNotFoundException', 'DecryptionFailure'],
  mayRepeat: (input) => input.forceAuthentication !== true,
  run: async ({ rooms }, input) => {
    const { workloadName, user } = await rooms.identity.workloadTokens.verify(input.workloadIdentityToken)
    if (!user) {
      throw invalidField(
        'workloadIdentityToken',
        'USER_FEDERATION needs a workload access token that names a user. Get one by GetWorkloadAccessTokenForJWT or GetWorkloadAccessTokenForUserId.',
      )
    }
    const result = await rooms.identity.resourceTokens.obtain({
      workloadName,
      user,
      startedBy: { kind: 'user', user },
      providerName: input.resourceCredentialProviderName,
      scopes: input.scopes,
      customParameters: input.customParameters,
      resource: input.resources?.[0],
      returnUrl: input.resourceOauth2ReturnUrl,
      customState: input.customState,
      forceAuthentication: input.forceAuthentication,
      purpose: { kind: 'direct' },
      sessionUri: input.sessionUri,
    })
    return answerOf(result)
  },
})

function answerOf(result: ResourceTokenResult) {
  switch (result.kind) {
    case 'token':
      return { accessToken: result.accessToken.reveal() }
    case 'consent':
      return {
        authorizationUrl: result.authorizationUrl,
        sessionUri: result.sessionUri,
        sessionStatus: 'IN_PROGRESS' as const,
      }
    case 'pending':
      return { sessionUri: result.sessionUri, sessionStatus: 'IN_PROGRESS' as const }
    case 'failed':
      return { sessionUri: result.sessionUri, sessionStatus: 'FAILED' as const }
    case 'unavailable':
      throw new DomainError('ServiceUnavailableException', result.message)
  }
}

export const completeResourceTokenAuth = defineOperation(shapes.completeResourceTokenAuth, {
  errors: ['ResourceNotFoundException'],
  mayRepeat: true,
  run: ({ rooms, actor }, { sessionUri, userIdentifier: { userToken, userId } }) => {
    const identity = userToken === undefined ? { userId: userId ?? '' } : { userToken }
    return rooms.identity.sessions.complete({ actor, sessionUri, identity })
  },
})
