import { Client, StreamableHTTPClientTransport, type ClientCapabilities } from '@modelcontextprotocol/client'
import { CreateGatewayTargetCommand, UpdateGatewayCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusalOf } from '../../_support/letter.ts'
import {
  callTool,
  complete,
  consent,
  createTarget,
  linkOf,
  roleArn,
  startStory,
  targetInput,
  toolSchema,
  userToken,
  type Story,
} from '../../_support/story.ts'

const revisions = ['2025-03-26', '2025-06-18', '2025-11-25'] as const
const forced = {
  'aws.bedrock-agentcore.gateway/credentialProviderConfiguration': {
    oauthCredentialProvider: { forceAuthentication: true },
  },
}
const tool = { name: 'notes___whoami', arguments: {} }

describe('MCP clients of all revisions, whatever they declare', () => {
  let story: Story
  let alice: string
  beforeAll(async () => {
    story = await startStory()
    await story.postern.clients.control.send(
      new UpdateGatewayCommand({
        gatewayIdentifier: story.gateway.gatewayId,
        name: 'story',
        roleArn,
        protocolType: 'MCP',
        protocolConfiguration: { mcp: { supportedVersions: [...revisions] } },
        authorizerType: 'CUSTOM_JWT',
        authorizerConfiguration: {
          customJWTAuthorizer: { discoveryUrl: story.server.discoveryUrl, allowedClients: ['agent'] },
        },
      }),
    )
    await createTarget(story, { name: 'notes', schema: toolSchema })
    alice = await userToken(story, 'alice')
  })
  afterAll(() => story?.stop())

  async function connect(revision: string, capabilities: ClientCapabilities): Promise<Client> {
    const client = new Client({ name: 'letter', version: '1' }, { supportedProtocolVersions: [revision], capabilities })
    const transport = new StreamableHTTPClientTransport(new URL(story.gateway.gatewayUrl), {
      requestInit: { headers: { authorization: `Bearer ${alice}` } },
    })
    await client.connect(transport)
    expect(transport.sessionId).toBeTruthy()
    expect(client.getNegotiatedProtocolVersion()).toBe(revision)
    return client
  }
  const forget = async (): Promise<void> => void linkOf(await callTool(story, alice, tool.name, forced))
  async function agree(link: string): Promise<void> {
    const { sessionUri } = await consent(link, 'alice')
    await complete(story, { userToken: alice }, sessionUri)
  }

  test.each(revisions)('%s with elicitation.url: -32042, consent, and the answer as that user', async (revision) => {
    await forget()
    const client = await connect(revision, { elicitation: { url: {} } })
    await client.ping()
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain(tool.name)
    const error = await client.callTool(tool).then(
      () => undefined,
      (reason: { code: number; data?: { elicitations?: { url?: string; elicitationId?: string; mode?: string }[] } }) =>
        reason,
    )
    expect(error?.code).toBe(-32042)
    const [elicitation, ...others] = error?.data?.elicitations ?? []
    expect(others).toEqual([])
    expect(elicitation?.mode).toBe('url')
    expect(elicitation?.elicitationId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    await agree(elicitation?.url ?? '')
    expect((await client.callTool(tool)).content).toMatchObject([{ type: 'text', text: 'alice' }])
    await client.close()
  })

  test.each(
    revisions.flatMap((revision): [string, string, ClientCapabilities][] => [
      [revision, 'nothing', {}],
      [revision, 'form mode only', { elicitation: { form: {} } }],
      [revision, 'elicitation as it was before modes', { elicitation: {} }],
      [revision, 'roots and sampling', { roots: {}, sampling: {} }],
    ]),
  )('%s that declared %s: a tool result with the link and the word “again”', async (revision, _what, capabilities) => {
    await forget()
    const client = await connect(revision, capabilities)
    const result = await client.callTool(tool)
    expect(result.isError).toBe(true)
    const text = (result.content as { text?: string }[]).map((part) => part.text).join('\n')
    expect(text).toContain('again')
    const link = /https?:\/\/\S+/.exec(text)?.[0] ?? ''
    expect(link.startsWith(`${story.postern.publicUrl}/api/identities/oauth2/authorize?request_uri=urn%3A`)).toBe(true)
    await agree(link)
    expect((await client.callTool(tool)).content).toMatchObject([{ type: 'text', text: 'alice' }])
    await client.close()
  })

  test('a gateway without 2025-11-25 takes no target that asks for consent, and says what to do', async () => {
    const settings = {
      name: 'story',
      roleArn,
      authorizerType: 'CUSTOM_JWT' as const,
      protocolConfiguration: { mcp: { supportedVersions: ['2025-06-18'] } },
      authorizerConfiguration: {
        customJWTAuthorizer: { discoveryUrl: story.server.discoveryUrl, allowedClients: ['agent'] },
      },
    }
    const { control } = story.postern.clients
    const withdrawn = await refusalOf(
      control.send(new UpdateGatewayCommand({ ...settings, gatewayIdentifier: story.gateway.gatewayId })),
    )
    expect(['ValidationException', 'ConflictException']).toContain(withdrawn.name)
    expect(withdrawn.message).toMatch(/2025-11-25/)
    const input = targetInput(story, { name: 'again', schema: toolSchema })
    expect((await control.send(new CreateGatewayTargetCommand(input))).$metadata.httpStatusCode).toBe(202)
  })
})
