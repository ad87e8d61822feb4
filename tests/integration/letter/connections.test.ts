import {
  CreateGatewayTargetCommand,
  CreateOauth2CredentialProviderCommand,
  DeleteOauth2CredentialProviderCommand,
  GetOauth2CredentialProviderCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { refusalOf } from '../../_support/letter.ts'
import { eventually } from '../../_support/postern.ts'
import {
  callTool,
  complete,
  consent,
  createTarget,
  linkOf,
  startStory,
  targetInput,
  targetReaches,
  toolSchema,
  userToken,
  type RpcAnswer,
  type Story,
} from '../../_support/story.ts'

const forced = {
  'aws.bedrock-agentcore.gateway/credentialProviderConfiguration': {
    oauthCredentialProvider: { forceAuthentication: true },
  },
}
const textOf = (answer: RpcAnswer): string | undefined => answer.result?.content?.[0]?.text

describe('connections, and providers with habits of their own', () => {
  let story: Story
  let alice: string
  beforeAll(async () => {
    story = await startStory()
    await createTarget(story, { name: 'notes', schema: toolSchema })
    alice = await userToken(story, 'alice')
  })
  afterAll(() => story?.stop())
  afterEach(() => {
    for (const quirk of Object.keys(story.server.quirks)) Reflect.deleteProperty(story.server.quirks, quirk)
    story.server.accessTokenTtl = 3600
  })
  const whoami = (meta?: unknown) => callTool(story, alice, 'notes___whoami', meta)
  async function connect(): Promise<void> {
    const { sessionUri } = await consent(linkOf(await whoami(forced)), 'alice')
    await complete(story, { userToken: alice }, sessionUri)
  }
  const authorizations = (): number => story.server.ledger.of('authorization').length
  const refreshes = (): number => story.server.ledger.of('refresh').length

  test.each([
    ['errors come as 200', { errorsAs200: true }],
    ['tokens come form-encoded', { formEncoded: true }],
    ['tokens have no expiry and no refresh token', { noExpiry: true }],
    ['all of it at once, as GitHub does', { errorsAs200: true, formEncoded: true, noExpiry: true }],
  ])('a provider whose %s serves its users', async (_what, quirks) => {
    Object.assign(story.server.quirks, quirks)
    await connect()
    expect(textOf(await whoami())).toBe('alice')
  })

  test('an error that comes as 200 is an error', async () => {
    Object.assign(story.server.quirks, { errorsAs200: true, formEncoded: true })
    story.server.accessTokenTtl = 3
    await connect()
    expect(textOf(await whoami())).toBe('alice')
    // Every refresh token of alice is gone: the next renewal is refused, with status 200.
    story.server.endTokens('alice')
    const asked = await eventually(whoami, (answer) => answer.error?.code === -32042, 20)
    expect(asked.result).toBeUndefined()
  })

  test('the default limits let a burst of 60 parallel calls through, each with its answer', async () => {
    await connect()
    const before = authorizations()
    const answers = await Promise.all(Array.from({ length: 60 }, () => whoami()))
    expect(answers.map(textOf)).toEqual(Array.from({ length: 60 }, () => 'alice'))
    expect(authorizations()).toBe(before)
  })

  test('sixty calls at once of somebody who has not agreed yet get one and the same link', async () => {
    const bob = await userToken(story, 'bob')
    const asked = await Promise.all(Array.from({ length: 60 }, () => callTool(story, bob, 'notes___whoami')))
    expect(new Set(asked.map(linkOf)).size).toBe(1)
  })

  test('sixty calls on a token that has just ended cost one refresh', async () => {
    story.server.accessTokenTtl = 5
    await connect()
    const before = refreshes()
    await eventually(
      async () => Promise.all(Array.from({ length: 60 }, () => whoami())),
      (answers) => {
        expect(answers.map(textOf)).toEqual(Array.from({ length: 60 }, () => 'alice'))
        return refreshes() > before
      },
      20,
    )
    expect(refreshes()).toBe(before + 1)
  })

  test('a 503 of the token endpoint never asks for consent, and is forgiven within 20 s', async () => {
    story.server.accessTokenTtl = 3
    await connect()
    story.server.quirks.tokenEndpointStatus = 503
    const down = await eventually(whoami, (answer) => textOf(answer) !== 'alice', 20)
    expect(down.error?.code).not.toBe(-32042)
    expect(JSON.stringify(down)).not.toContain('request_uri')
    delete story.server.quirks.tokenEndpointStatus
    const back = await eventually(whoami, (answer) => textOf(answer) === 'alice', 20)
    expect(back.error).toBeUndefined()
  })

  test('an upstream 401 means one refresh, and when that does not help, consent', async () => {
    await connect()
    const before = refreshes()
    // The server forgets its access tokens, and keeps its refresh tokens.
    story.server.endTokens('alice', ['AccessToken'])
    expect(textOf(await whoami())).toBe('alice')
    expect(refreshes()).toBe(before + 1)
    story.server.endTokens('alice')
    expect((await whoami()).error?.code).toBe(-32042)
  })

  test('one connection serves all targets with the same provider and scopes; other scopes ask anew', async () => {
    await connect()
    await createTarget(story, { name: 'second', schema: toolSchema })
    expect(textOf(await callTool(story, alice, 'second___whoami'))).toBe('alice')
    const input = targetInput(story, { name: 'fewer', schema: toolSchema })
    const [configuration] = input.credentialProviderConfigurations
    if (configuration) configuration.credentialProvider.oauthCredentialProvider.scopes = ['notes:read']
    await story.postern.clients.control.send(new CreateGatewayTargetCommand(input))
    linkOf(await callTool(story, alice, 'fewer___whoami'))
  })

  test('additional parameters go to the provider’s authorize page', async () => {
    const input = targetInput(story, { name: 'parameters' })
    const [configuration] = input.credentialProviderConfigurations
    const oauth = configuration?.credentialProvider.oauthCredentialProvider
    Object.assign(oauth ?? {}, { customParameters: { audience: 'notes', ui_locales: 'de' } })
    const made = await story.postern.clients.control.send(new CreateGatewayTargetCommand(input))
    expect(made.credentialProviderConfigurations?.[0]?.credentialProvider).toEqual({ oauthCredentialProvider: oauth })
    const { sessionUri } = await consent(made.authorizationData?.oauth2?.authorizationUrl ?? '', 'alice')
    const asked = new URLSearchParams(story.server.ledger.of('authorization').at(-1)?.presented)
    expect([asked.get('audience'), asked.get('ui_locales')]).toEqual(['notes', 'de'])
    await complete(story, { userId: made.authorizationData?.oauth2?.userId ?? '' }, sessionUri)
    await targetReaches(story, made.targetId ?? '', 'READY')
  })

  test('a provider that targets use is not deleted, and the refusal names them', async () => {
    const { control } = story.postern.clients
    const refused = await refusalOf(control.send(new DeleteOauth2CredentialProviderCommand({ name: 'notes' })))
    expect(['ConflictException', 'ValidationException']).toContain(refused.name)
    expect(refused.message).toContain('notes')
    expect((await control.send(new GetOauth2CredentialProviderCommand({ name: 'notes' }))).status).toBe('READY')
  })

  test('metadata given by hand serves as discovery does', async () => {
    const { control } = story.postern.clients
    const { issuer } = story.server
    const made = await control.send(
      new CreateOauth2CredentialProviderCommand({
        name: 'by-hand',
        credentialProviderVendor: 'CustomOauth2',
        oauth2ProviderConfigInput: {
          customOauth2ProviderConfig: {
            oauthDiscovery: {
              authorizationServerMetadata: {
                issuer,
                authorizationEndpoint: `${issuer}/auth`,
                tokenEndpoint: `${issuer}/token`,
              },
            },
            clientId: 'by-hand',
            clientSecret: 'by-hand-secret',
          },
        },
      }),
    )
    await story.server.addClient({
      clientId: 'by-hand',
      clientSecret: 'by-hand-secret',
      redirectUris: [made.callbackUrl ?? ''],
    })
    const own = { ...story, providerArn: made.credentialProviderArn ?? '' }
    await createTarget(own, { name: 'hand', schema: toolSchema })
    const { sessionUri } = await consent(linkOf(await callTool(story, alice, 'hand___whoami')), 'alice')
    await complete(story, { userToken: alice }, sessionUri)
    expect(textOf(await callTool(story, alice, 'hand___whoami'))).toBe('alice')
  })
})
