import { BedrockAgentCoreClient, CompleteResourceTokenAuthCommand } from '@aws-sdk/client-bedrock-agentcore'
import {
  BedrockAgentCoreControlClient,
  CreateGatewayCommand,
  CreateOauth2CredentialProviderCommand,
  ListGatewaysCommand,
  UpdateOauth2CredentialProviderCommand,
  UpdateWorkloadIdentityCommand,
  type CreateOauth2CredentialProviderCommandInput,
} from '@aws-sdk/client-bedrock-agentcore-control'
import type { KitAuthorizationServer } from './authorization-server.ts'

export interface PosternAccess {
  publicUrl: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

/** The AWS SDK with another endpoint: the whole difference between AgentCore and Postern for a client. */
export function posternClients({ publicUrl, region, accessKeyId, secretAccessKey }: PosternAccess) {
  const settings = { endpoint: `${publicUrl}/api`, region, credentials: { accessKeyId, secretAccessKey } }
  return { control: new BedrockAgentCoreControlClient(settings), data: new BedrockAgentCoreClient(settings) }
}

const gatewayName = 'trial'
export const oauthClientName = 'trial-notes'

/** Makes the trial's gateway and OAuth client, or finds those of an earlier run and gives the client its new secret. */
export async function seed(access: PosternAccess, server: KitAuthorizationServer) {
  const { control, data } = posternClients(access)
  const clientSecret = crypto.randomUUID()
  const settings: CreateOauth2CredentialProviderCommandInput = {
    name: oauthClientName,
    credentialProviderVendor: 'CustomOauth2',
    oauth2ProviderConfigInput: {
      customOauth2ProviderConfig: {
        oauthDiscovery: { discoveryUrl: server.discoveryUrl },
        clientId: oauthClientName,
        clientSecret,
      },
    },
  }
  const provider = await control.send(new CreateOauth2CredentialProviderCommand(settings)).catch((error: Error) => {
    if (error.name !== 'ConflictException') throw error
    return control.send(new UpdateOauth2CredentialProviderCommand(settings))
  })
  await server.addClient({ clientId: oauthClientName, clientSecret, redirectUris: [provider.callbackUrl ?? ''] })
  const gateway = await findOrCreateGateway(control, access, server)
  return {
    ...gateway,
    allowReturnUrl: (url: string) =>
      control.send(
        new UpdateWorkloadIdentityCommand({ name: gateway.gatewayId, allowedResourceOauth2ReturnUrls: [url] }),
      ),
    complete: async (userToken: string, sessionUri: string) => {
      await data.send(new CompleteResourceTokenAuthCommand({ userIdentifier: { userToken }, sessionUri }))
    },
  }
}

async function findOrCreateGateway(
  control: BedrockAgentCoreControlClient,
  access: PosternAccess,
  server: KitAuthorizationServer,
): Promise<{ gatewayId: string; gatewayUrl: string }> {
  const { items = [] } = await control.send(new ListGatewaysCommand({ maxResults: 1000 }))
  const known = items.find((gateway) => gateway.name === gatewayName)
  if (known?.gatewayId !== undefined) {
    return { gatewayId: known.gatewayId, gatewayUrl: `${access.publicUrl}/gateways/${known.gatewayId}/mcp` }
  }
  const made = await control.send(
    new CreateGatewayCommand({
      name: gatewayName,
      description: 'The trial kit: sign in as alice or bob',
      roleArn: 'arn:aws:iam::000000000000:role/postern',
      protocolType: 'MCP',
      authorizerType: 'CUSTOM_JWT',
      authorizerConfiguration: {
        customJWTAuthorizer: { discoveryUrl: server.discoveryUrl, allowedClients: ['trial-agent'] },
      },
    }),
  )
  return { gatewayId: made.gatewayId ?? '', gatewayUrl: made.gatewayUrl ?? '' }
}
