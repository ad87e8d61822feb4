import type { GatewayTarget, TargetSummary } from '../contracts/targets.ts'
import { isPendingAuth } from '../contracts/targets.ts'
import type { Arns } from '../gateways/index.ts'
import type { TargetRecord } from './target.ts'

export interface ViewOptions {
  /** The pending link; shown only while the target waits for it. */
  authorizationUrl?: string
}

/** The wire shape of Create-, Get-, Update- and SynchronizeGatewayTargets. */
export function viewTarget(target: TargetRecord, arns: Arns, options: ViewOptions = {}): GatewayTarget {
  return {
    gatewayArn: arns.gateway(target.gatewayId),
    targetId: target.id,
    name: target.name,
    ...(target.description !== undefined && { description: target.description }),
    status: target.status,
    ...(target.statusReasons.length > 0 && { statusReasons: target.statusReasons }),
    targetConfiguration: target.configuration,
    credentialProviderConfigurations: target.credentials,
    ...times(target),
    ...authorizationData(target, options),
    protocolType: 'MCP',
  }
}

export function summarizeTarget(target: TargetRecord, options: ViewOptions = {}): TargetSummary {
  const { resourcePriority } = target.configuration.mcp.mcpServer
  return {
    targetId: target.id,
    name: target.name,
    ...(target.description !== undefined && { description: target.description }),
    status: target.status,
    ...times(target),
    ...authorizationData(target, options),
    targetType: 'MCP_SERVER',
    listingMode: 'DEFAULT',
    ...(resourcePriority !== undefined && { resourcePriority }),
  }
}

const times = (target: TargetRecord) => ({
  createdAt: new Date(target.createdAt).toISOString(),
  updatedAt: new Date(target.updatedAt).toISOString(),
  ...(target.lastSynchronizedAt !== undefined && {
    lastSynchronizedAt: new Date(target.lastSynchronizedAt).toISOString(),
  }),
})

const authorizationData = (target: TargetRecord, { authorizationUrl }: ViewOptions) =>
  isPendingAuth(target.status) &&
  authorizationUrl !== undefined && {
    authorizationData: {
      oauth2: { authorizationUrl, ...(target.authUserId !== undefined && { userId: target.authUserId }) },
    },
  }
