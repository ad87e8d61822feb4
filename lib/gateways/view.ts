import { supportedMcpVersions, type Gateway } from '../contracts/gateways.ts'
import type { Arns } from './arns.ts'
import type { GatewayRecord } from './gateway.ts'

/** MCP revisions that the gateway offers; all that this build speaks where the administrator named none. */
export const supportedVersions = (gateway: GatewayRecord): string[] => [
  ...(gateway.settings.protocolConfiguration?.mcp.supportedVersions ?? supportedMcpVersions),
]

export const gatewayUrl = (publicOrigin: string, gatewayId: string): string =>
  `${publicOrigin}/gateways/${gatewayId}/mcp`

/** The wire shape of Create-, Get- and UpdateGateway. Tags are stored, not answered (AgentCore answers them elsewhere). */
export function viewGateway(gateway: GatewayRecord, place: { arns: Arns; publicOrigin: string }): Gateway {
  const { tags: _tags, protocolConfiguration, ...settings } = gateway.settings
  return {
    ...settings,
    approval: settings.approval ?? 'automatic',
    gatewayArn: place.arns.gateway(gateway.id),
    gatewayId: gateway.id,
    gatewayUrl: gatewayUrl(place.publicOrigin, gateway.id),
    name: gateway.name,
    status: gateway.status,
    ...(gateway.statusReasons.length > 0 && { statusReasons: gateway.statusReasons }),
    createdAt: new Date(gateway.createdAt).toISOString(),
    updatedAt: new Date(gateway.updatedAt).toISOString(),
    protocolConfiguration: {
      mcp: {
        ...protocolConfiguration?.mcp,
        supportedVersions: protocolConfiguration?.mcp.supportedVersions ?? [...supportedMcpVersions],
      },
    },
    workloadIdentityDetails: { workloadIdentityArn: place.arns.workload(gateway.id) },
  }
}
