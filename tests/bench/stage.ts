import { CreateGatewayCommand, CreateGatewayTargetCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import { startIssuer, type IssuerServer } from '../_support/issuer-server.ts'
import {
  callTool,
  complete,
  consent,
  createTarget,
  linkOf,
  roleArn,
  startStory,
  targetReaches,
  userToken,
  type Story,
} from '../_support/story.ts'
import { startProgram, type BenchProgram } from './child.ts'
import { pin } from './machine.ts'

/** Tools of the bench's MCP server, by what they answer. */
export const answers = ['small', 'kb100', 'mb1', 'sse'] as const
export type AnswerKind = (typeof answers)[number]

export const toolSchema = JSON.stringify({
  tools: answers.map((name) => ({ name, inputSchema: { type: 'object', properties: {} } })),
})

/** Postern as its users run it, the bench's MCP server, an issuer that signs at once, and the trial kit for consents. */
export interface Stage {
  story: Story
  upstream: BenchProgram
  issuer: IssuerServer
  /** Answers `tools/call` of `bench___{answer}`. */
  open: string
  jwt: string
  vault: string
  /** A token for `vault` whose user has consented. */
  vaultToken: string
  stop(): Promise<void>
}

export async function setStage(program?: readonly string[], env: Record<string, string> = {}): Promise<Stage> {
  const upstream = await startProgram('upstream.ts', [], 'load')
  const issuer = await startIssuer()
  const story = await startStory({ LOG_LEVEL: 'info', ...env }, program)
  pin(story.postern.pid(), 'gateway')
  const endpoint = `http://localhost:${upstream.port}/mcp`
  const open = await createGateway(story, 'open', { authorizerType: 'NONE' })
  await addTarget(story, open.gatewayId, 'bench', endpoint)
  const jwt = await createGateway(story, 'jwt', {
    authorizerType: 'CUSTOM_JWT',
    authorizerConfiguration: { customJWTAuthorizer: { discoveryUrl: issuer.discoveryUrl, allowedAudience: ['bench'] } },
  })
  await addTarget(story, jwt.gatewayId, 'bench', endpoint)
  const vaultToken = await openVault(story, endpoint)
  return {
    story,
    upstream,
    issuer,
    open: open.gatewayUrl,
    jwt: jwt.gatewayUrl,
    vault: story.gateway.gatewayUrl,
    vaultToken,
    async stop() {
      await story.stop()
      await issuer.close()
      upstream.stop()
    },
  }
}

export async function createGateway(
  { postern }: Pick<Story, 'postern'>,
  name: string,
  authorizer: Pick<ConstructorParameters<typeof CreateGatewayCommand>[0], 'authorizerType' | 'authorizerConfiguration'>,
) {
  const made = await postern.clients.control.send(
    new CreateGatewayCommand({
      name,
      roleArn,
      protocolType: 'MCP',
      protocolConfiguration: {
        mcp: { supportedVersions: ['2025-11-25'], streamingConfiguration: { enableResponseStreaming: true } },
      },
      ...authorizer,
    }),
  )
  return { gatewayId: made.gatewayId ?? '', gatewayUrl: made.gatewayUrl ?? '' }
}

export const addTarget = (
  { postern }: Pick<Story, 'postern'>,
  gatewayIdentifier: string,
  name: string,
  endpoint: string,
  schema = toolSchema,
) =>
  postern.clients.control.send(
    new CreateGatewayTargetCommand({
      gatewayIdentifier,
      name,
      targetConfiguration: { mcp: { mcpServer: { endpoint, mcpToolSchema: { inlinePayload: schema } } } },
    }),
  )

/** A target whose calls carry the caller's own connection. */
async function openVault(story: Story, endpoint: string): Promise<string> {
  const made = await createTarget(
    { ...story, mcp: { ...story.mcp, url: endpoint } },
    { name: 'bench', schema: toolSchema },
  )
  await targetReaches(story, made.targetId ?? '', 'READY')
  const token = await userToken(story, 'alice')
  const { sessionUri } = await consent(linkOf(await callTool(story, token, 'bench___small')), 'alice')
  await complete(story, { userToken: token }, sessionUri)
  return token
}

export const callHeaders = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2025-11-25',
}

export const callBody = (name: string): string =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name, arguments: {}, _meta: { progressToken: 1 } },
  })
