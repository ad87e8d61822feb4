import { CreateGatewayCommand } from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPerson } from '../_support/person.ts'
import {
  complete,
  consent,
  createTarget,
  roleArn,
  startStory,
  toolSchema,
  userToken,
  type Story,
} from '../_support/story.ts'
import { createMcpdo, type Mcpdo } from './mcpdo.ts'

let story: Story

beforeAll(async () => {
  story = await startStory({}, undefined, { anyoneRegisters: true })
})
afterAll(() => story.stop())

/** A gateway for clients that nobody registered: any token of the issuer with this scope is let in. */
async function createGatewayForAnyClient(name: string) {
  const made = await story.postern.clients.control.send(
    new CreateGatewayCommand({
      name,
      roleArn,
      protocolType: 'MCP',
      protocolConfiguration: {
        mcp: {
          supportedVersions: ['2025-11-25', '2026-07-28'],
          sessionConfiguration: {},
          streamingConfiguration: { enableResponseStreaming: true },
        },
      },
      authorizerType: 'CUSTOM_JWT',
      authorizerConfiguration: {
        customJWTAuthorizer: { discoveryUrl: story.server.discoveryUrl, allowedScopes: ['notes:read'] },
      },
    }),
  )
  return { gatewayId: made.gatewayId ?? '', gatewayUrl: made.gatewayUrl ?? '' }
}

async function signIn(authUrl: string): Promise<string> {
  const person = createPerson()
  const signedIn = await person.press(await person.open(authUrl), 'Sign in as alice')
  return (await person.press(signedIn, 'Allow')).html
}

describe.each(['legacy', 'modern'])("The inspector's mcpdo of the %s era", (era) => {
  let mcpdo: Mcpdo

  beforeAll(() => {
    mcpdo = createMcpdo()
  })
  afterAll(() => mcpdo.stop())

  it("signs in by the gateway's metadata alone, has a person agree, and gets the answer of the call", async () => {
    story.gateway = await createGatewayForAnyClient(`mcpdo-${era}`)
    await createTarget(story, { name: 'notes', schema: toolSchema })

    const connecting = await mcpdo.run('connect', story.gateway.gatewayUrl, '--era', era)
    expect(connecting.pendingAuth).toBe(true)
    expect(await signIn(connecting.authUrl ?? '')).toContain('OAuth complete')

    const withConnection = (...args: string[]) => mcpdo.run('--connection', connecting.name ?? '', ...args)
    const listed = await withConnection('tools/list')
    expect(listed.tools?.map(({ name }) => name)).toEqual(['notes___whoami', 'notes___list_notes'])

    const { elicitationPending } = await withConnection('tools/call', 'notes___whoami')
    expect(elicitationPending).toMatchObject({ mode: 'url', toolName: 'notes___whoami' })
    const { sessionUri } = await consent(elicitationPending?.url ?? '', 'alice')
    await complete(story, { userToken: await userToken(story, 'alice') }, sessionUri)

    const answered = await withConnection('elicitation/respond', elicitationPending?.elicitationId ?? '', '--done')
    expect(answered.content).toEqual([{ type: 'text', text: 'alice' }])
  })
})
