import {
  CreateGatewayCommand,
  CreateGatewayTargetCommand,
  GetGatewayTargetCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { eventually, type RunningPostern } from './postern.ts'
import { roleArn } from './story.ts'

export const everyRevision = ['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28']

/** A gateway without sign-in that relays everything: all revisions, sessions and streaming. */
export async function createOpenGateway(postern: RunningPostern, name: string) {
  const made = await postern.clients.control.send(
    new CreateGatewayCommand({
      name,
      roleArn,
      protocolType: 'MCP',
      protocolConfiguration: {
        mcp: {
          supportedVersions: everyRevision,
          sessionConfiguration: { sessionTimeoutInSeconds: 900 },
          streamingConfiguration: { enableResponseStreaming: true },
        },
      },
      authorizerType: 'NONE',
    }),
  )
  return { gatewayId: made.gatewayId ?? '', gatewayUrl: made.gatewayUrl ?? '' }
}

/** Attaches an MCP server that wants no credential, and waits until its catalogue is there. */
export async function attach(
  postern: RunningPostern,
  gatewayId: string,
  { name, endpoint }: { name: string; endpoint: string },
): Promise<string> {
  const made = await postern.clients.control.send(
    new CreateGatewayTargetCommand({
      gatewayIdentifier: gatewayId,
      name,
      targetConfiguration: { mcp: { mcpServer: { endpoint } } },
    }),
  )
  const targetId = made.targetId ?? ''
  const settled = await eventually(
    () => postern.clients.control.send(new GetGatewayTargetCommand({ gatewayIdentifier: gatewayId, targetId })),
    ({ status }) => status === 'READY' || status === 'FAILED',
  )
  if (settled.status === 'READY') return targetId
  throw new Error(`The target ${name} failed: ${settled.statusReasons?.join(' ')}`)
}
