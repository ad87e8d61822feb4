import type { z } from 'zod'
import type { createGatewayTarget, updateGatewayTarget } from '../contracts/operations/gateways.ts'
import type {
  CredentialProviderConfiguration,
  OauthCredentialProvider,
  TargetConfiguration,
  TargetStatus,
} from '../contracts/targets.ts'
import { randomLowerId } from '../platform/random.ts'

export type CreateTargetInput = Omit<z.infer<typeof createGatewayTarget.input>, 'clientToken' | 'gatewayIdentifier'>
export type UpdateTargetInput = Omit<z.infer<typeof updateGatewayTarget.input>, 'gatewayIdentifier' | 'targetId'>

/** What an administrator asks a target to be. */
export interface TargetSettings {
  name: string
  description?: string
  configuration: TargetConfiguration
  credentials: CredentialProviderConfiguration[]
}

/** Times are milliseconds since 1970. */
export interface TargetRecord extends TargetSettings {
  id: string
  gatewayId: string
  status: TargetStatus
  statusReasons: string[]
  /** The catalogue that serves, made with its own endpoint and credential; a failed update leaves it alone. */
  servingVersionId?: string
  lastSynchronizedAt?: number
  /** When the server said that its lists have changed since they were read. */
  staleSince?: number
  /** The authorization that is waited for, and the user whom its grant belongs to. */
  sessionId?: string
  authUserId?: string
  /** When the work in hand counts as lost. */
  dueAt?: number
  version: number
  createdAt: number
  updatedAt: number
}

/** `schema`: the tools were given upfront and the server is never asked for them. */
export type SyncMethod = 'sync' | 'schema'

export const methodOf = (target: Pick<TargetSettings, 'configuration'>): SyncMethod =>
  target.configuration.mcp.mcpServer.mcpToolSchema === undefined ? 'sync' : 'schema'

export const endpointOf = (target: Pick<TargetSettings, 'configuration'>): string =>
  target.configuration.mcp.mcpServer.endpoint

export const oauthOf = (credentials: readonly CredentialProviderConfiguration[]): OauthCredentialProvider | undefined =>
  credentials[0]?.credentialProvider.oauthCredentialProvider

/** The name in `arn:…:token-vault/default/oauth2credentialprovider/{name}`. */
export const providerNameOf = (oauth: OauthCredentialProvider): string =>
  oauth.providerArn.slice(oauth.providerArn.lastIndexOf('/') + 1)

/** AgentCore UserId of CompleteResourceTokenAuth. */
const userIdLimit = 128

/**
 * The user whom the grant of one synchronization belongs to: `{gatewayId}_{targetId}_{random}`, never an end user, and
 * another one each time, so that no later operation can come by the grant (AgentCore, e.1).
 */
export function newSyncUserId(gatewayId: string, targetId: string): string {
  const prefix = `${gatewayId}_${targetId}_`
  return prefix + randomLowerId(Math.min(24, userIdLimit - prefix.length))
}
