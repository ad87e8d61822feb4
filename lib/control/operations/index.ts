import type { Operation } from '../operation.ts'
import * as accounts from './accounts.ts'
import * as apiKeys from './api-keys.ts'
import * as authorizations from './authorizations.ts'
import { listCatalogueItems } from './catalogue-items.ts'
import { listCatalogue } from './catalogue.ts'
import { listToolCalls } from './tool-calls.ts'
import * as connections from './connections.ts'
import * as definitions from './definitions.ts'
import * as providers from './credential-providers.ts'
import * as targets from './gateway-targets.ts'
import * as gateways from './gateways.ts'
import { getOverview } from './overview.ts'
import { testIssuer } from './issuers.ts'
import * as mcpClients from './mcp-clients.ts'
import * as people from './people.ts'
import * as resourceTokens from './resource-tokens.ts'
import * as signIn from './sign-in.ts'
import {
  cancelTargetAuthorization,
  getTargetConsoleView,
  renewTargetAuthorization,
  validateToolSchema,
} from './target-console.ts'
import * as workloadTokens from './workload-access-tokens.ts'
import * as workloads from './workload-identities.ts'

/** Every operation there is. A shape in `lib/contracts/operations` without an entry here fails a test. */
export const operations: readonly Operation[] = [
  ...Object.values(gateways),
  ...Object.values(apiKeys),
  targets.createGatewayTarget,
  targets.getGatewayTarget,
  targets.updateGatewayTarget,
  targets.deleteGatewayTarget,
  targets.listGatewayTargets,
  targets.synchronizeGatewayTargets,
  ...Object.values(providers),
  ...Object.values(workloads),
  ...Object.values(workloadTokens),
  ...Object.values(resourceTokens),
  ...Object.values(accounts),
  ...Object.values(people),
  ...Object.values(signIn),
  ...Object.values(connections),
  ...Object.values(authorizations),
  ...Object.values(mcpClients),
  testIssuer,
  getOverview,
  listCatalogue,
  listCatalogueItems,
  listToolCalls,
  ...Object.values(definitions),
  getTargetConsoleView,
  cancelTargetAuthorization,
  renewTargetAuthorization,
  validateToolSchema,
]
