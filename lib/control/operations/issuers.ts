import { testIssuer as shape } from '../../contracts/operations/issuers.ts'
import { defineOperation } from '../operation.ts'

export const testIssuer = defineOperation(shape, {
  mayRepeat: true,
  run: ({ rooms: { issuers } }, { discoveryUrl }) => issuers.test(discoveryUrl),
})
