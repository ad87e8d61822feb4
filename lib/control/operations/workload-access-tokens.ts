import * as shapes from '../../contracts/operations/identities.ts'
import type { UserKey } from '../../kernel/principals.ts'
import { defineOperation } from '../operation.ts'
import type { Rooms } from '../rooms.ts'

const issue = async (rooms: Rooms, workloadName: string, user?: UserKey) => ({
  workloadAccessToken: await rooms.identity.workloadTokens.issue(workloadName, user),
})

export const getWorkloadAccessToken = defineOperation(shapes.getWorkloadAccessToken, {
  errors: ['ResourceNotFoundException'],
  mayRepeat: true,
  run: ({ rooms }, { workloadName }) => issue(rooms, workloadName),
})

/** The JWT is verified, and the user is its issuer and subject: nobody becomes a user by saying so. */
export const getWorkloadAccessTokenForJwt = defineOperation(shapes.getWorkloadAccessTokenForJwt, {
  errors: ['ResourceNotFoundException'],
  mayRepeat: true,
  run: async ({ rooms }, { workloadName, userToken }) => {
    const { iss, sub } = await rooms.verifyUserToken(undefined, userToken)
    return issue(rooms, workloadName, { kind: 'jwt', iss, sub })
  },
})

export const getWorkloadAccessTokenForUserId = defineOperation(shapes.getWorkloadAccessTokenForUserId, {
  errors: ['ResourceNotFoundException'],
  mayRepeat: true,
  run: ({ rooms }, { workloadName, userId }) => issue(rooms, workloadName, { kind: 'id', userId }),
})
