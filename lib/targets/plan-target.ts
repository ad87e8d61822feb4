import type { CredentialProviderConfiguration, TargetConfiguration } from '../contracts/targets.ts'
import { consentObstacle, type GatewayRecord } from '../gateways/index.ts'
import { invalidField } from '../kernel/domain-error.ts'
import { parseToolSchema } from './catalogue/parse-tool-schema.ts'
import type { ToolText } from './catalogue/tool.ts'
import type { TargetsDependencies } from './dependencies.ts'
import { oauthOf } from './target.ts'

const endpointMember = 'targetConfiguration.mcp.mcpServer.endpoint'
const oauthMember = 'credentialProviderConfigurations[0].credentialProvider.oauthCredentialProvider'

/** What was asked for, judged. `tools` where they were given upfront. */
export interface TargetPlan {
  configuration: TargetConfiguration
  credentials: CredentialProviderConfiguration[]
  tools?: ToolText[]
}

/** Judges a request against the gateway and the OAuth clients; throws a ValidationException that names the member. */
export async function planTarget(
  deps: Pick<TargetsDependencies, 'urlPolicy' | 'providers'>,
  gateway: GatewayRecord,
  input: {
    targetConfiguration: TargetConfiguration
    credentialProviderConfigurations?: CredentialProviderConfiguration[]
  },
): Promise<TargetPlan> {
  const { endpoint, mcpToolSchema } = input.targetConfiguration.mcp.mcpServer
  deps.urlPolicy.checkUrl(endpoint, { what: endpointMember })
  const credentials = input.credentialProviderConfigurations ?? []
  await checkCredentials(deps, gateway, credentials)
  return {
    configuration: input.targetConfiguration,
    credentials,
    ...(mcpToolSchema && { tools: parseToolSchema(mcpToolSchema.inlinePayload) }),
  }
}

async function checkCredentials(
  deps: Pick<TargetsDependencies, 'urlPolicy' | 'providers'>,
  gateway: GatewayRecord,
  credentials: readonly CredentialProviderConfiguration[],
): Promise<void> {
  const oauth = oauthOf(credentials)
  if (oauth === undefined) return
  if (oauth.grantType !== 'AUTHORIZATION_CODE')
    throw invalidField(
      `${oauthMember}.grantType`,
      `${oauth.grantType ?? 'CLIENT_CREDENTIALS (what a grantType left out counts as)'} is not offered by this build. Give AUTHORIZATION_CODE, or leave credentialProviderConfigurations out for a server without authorization.`,
    )
  const obstacle = consentObstacle(gateway.settings)
  if (obstacle !== undefined)
    throw invalidField(
      `${oauthMember}.grantType`,
      `AUTHORIZATION_CODE cannot be used here: ${obstacle.cause}. To use it, ${obstacle.wayOut}.`,
    )
  if ((await deps.providers.findByArn(oauth.providerArn)) === undefined)
    throw invalidField(
      `${oauthMember}.providerArn`,
      `There is no OAuth client ${oauth.providerArn}. Create it first and give its credentialProviderArn.`,
    )
  if (oauth.defaultReturnUrl !== undefined)
    deps.urlPolicy.checkReturnUrl(oauth.defaultReturnUrl, { what: `${oauthMember}.defaultReturnUrl` })
}
