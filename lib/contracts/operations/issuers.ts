import { customJwtAuthorizerSchema } from '../gateways.ts'
import { issuerReportSchema } from '../issuers.ts'
import { shape } from './shape.ts'

/** Ours. Asks an identity provider now, past every cache, and tells what gateways and MCP clients will find there. */
export const testIssuer = shape({
  name: 'TestIssuer',
  action: 'gateways.change',
  method: 'POST',
  path: '/console/test-issuer',
  success: 200,
  input: customJwtAuthorizerSchema.pick({ discoveryUrl: true }),
  output: issuerReportSchema,
})
