import {
  CreateGatewayCommand,
  CreateOauth2CredentialProviderCommand,
  DeleteGatewayCommand,
  DeleteGatewayTargetCommand,
  DeleteOauth2CredentialProviderCommand,
  GetGatewayCommand,
  ListGatewayTargetsCommand,
  SynchronizeGatewayTargetsCommand,
  UpdateGatewayTargetCommand,
} from '@aws-sdk/client-bedrock-agentcore-control'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { databases } from '../../_support/process-databases.ts'
import { createPerson } from '../../_support/person.ts'
import {
  callTool,
  complete,
  consent,
  createTarget,
  getTarget,
  linkOf,
  readyTarget,
  roleArn,
  rpc,
  startStory,
  startUrn,
  targetInput,
  targetReaches,
  toolSchema,
  userToken,
  type Story,
} from '../../_support/story.ts'
import { eventually } from '../../_support/postern.ts'

const forced = {
  'aws.bedrock-agentcore.gateway/credentialProviderConfiguration': {
    oauthCredentialProvider: { forceAuthentication: true },
  },
}

databases('the notebook of AgentCore’s samples, step by step', (env) => {
  let story: Story
  beforeAll(async () => {
    story = await startStory(await env())
  })
  afterAll(() => story?.stop())
  const control = () => story.postern.clients.control

  test('step 1: a GithubOauth2 client answers with its callback URL, ARNs and no secret', async () => {
    const made = await control().send(
      new CreateOauth2CredentialProviderCommand({
        name: 'github-mcp-server-provider',
        credentialProviderVendor: 'GithubOauth2',
        oauth2ProviderConfigInput: {
          githubOauth2ProviderConfig: { clientId: 'Iv1.abc', clientSecret: 'planted-client-secret' },
        },
        tags: { team: 'docs' },
      }),
    )
    expect(made.$metadata.httpStatusCode).toBe(201)
    expect(made.callbackUrl).toMatch(
      new RegExp(`^${story.postern.publicUrl}/api/identities/oauth2/callback/[0-9a-f-]{36}$`),
    )
    expect(made.clientSecretArn?.secretArn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:/)
    const metadata =
      made.oauth2ProviderConfigOutput?.githubOauth2ProviderConfig?.oauthDiscovery?.authorizationServerMetadata
    expect(metadata?.authorizationEndpoint).toBe('https://github.com/login/oauth/authorize')
    expect(metadata?.tokenEndpoint).toBe('https://github.com/login/oauth/access_token')
    expect(JSON.stringify(made)).not.toContain('planted-client-secret')
  })

  test('method 1: create, consent, bind, READY; a second time for every update and synchronize', async () => {
    const made = await createTarget(story, { name: 'github-mcp-server-0a1b' })
    expect(made.$metadata.httpStatusCode).toBe(202)
    expect(made.status).toBe('CREATE_PENDING_AUTH')
    const { authorizationUrl = '', userId = '' } = made.authorizationData?.oauth2 ?? {}
    expect(userId.startsWith(`${story.gateway.gatewayId}_${made.targetId}_`)).toBe(true)
    expect(authorizationUrl.startsWith(`${story.postern.publicUrl}/api/identities/oauth2/authorize?request_uri=`)).toBe(
      true,
    )
    const { sessionUri, returned } = await consent(authorizationUrl, 'alice')
    expect([...returned.searchParams.keys()]).toEqual(['session_id'])
    expect(sessionUri).not.toBe(startUrn(authorizationUrl))
    expect((await complete(story, { userId }, sessionUri)).$metadata.httpStatusCode).toBe(200)
    const ready = await targetReaches(story, made.targetId ?? '', 'READY')
    expect(ready.lastSynchronizedAt).toBeInstanceOf(Date)
    expect(ready.authorizationData).toBeUndefined()

    const synchronized = await control().send(
      new SynchronizeGatewayTargetsCommand({
        gatewayIdentifier: story.gateway.gatewayId,
        targetIdList: [made.targetId ?? ''],
      }),
    )
    const again = synchronized.targets?.[0]
    expect(again?.status).toBe('SYNCHRONIZE_PENDING_AUTH')
    expect(again?.authorizationData?.oauth2?.authorizationUrl).not.toBe(authorizationUrl)
    await finish(again?.authorizationData?.oauth2)
    await targetReaches(story, made.targetId ?? '', 'READY')

    const updated = await control().send(
      new UpdateGatewayTargetCommand({
        ...targetInput(story, { name: 'github-mcp-server-0a1b' }),
        targetId: made.targetId,
        description: 'changed',
      }),
    )
    expect(updated.status).toBe('UPDATE_PENDING_AUTH')
    await finish(updated.authorizationData?.oauth2)
    expect((await targetReaches(story, made.targetId ?? '', 'READY')).description).toBe('changed')
  })

  test('the token of a sync is dead at the provider once the target is READY', async () => {
    const presented = vi.spyOn(story.server, 'introspect')
    await readyTarget(story, 'revoked-after-sync')
    const tokens = [...new Set(presented.mock.calls.map(([token]) => token))]
    const seen = await Promise.all(presented.mock.results.map(({ value }) => value as Promise<unknown>))
    presented.mockRestore()
    // Alive while the sync used it, or its death would prove nothing.
    expect(tokens).toHaveLength(1)
    expect(seen.every((facts) => facts !== undefined)).toBe(true)
    await eventually(
      () => story.server.introspect(tokens[0] ?? ''),
      (facts) => facts === undefined,
      30,
    )
  })

  test('method 2: a tool schema makes the target READY at once, without consent or contact', async () => {
    const made = await createTarget(story, { name: 'schema-target', schema: toolSchema })
    expect(made.authorizationData).toBeUndefined()
    await targetReaches(story, made.targetId ?? '', 'READY')
    const sync = control().send(
      new SynchronizeGatewayTargetsCommand({
        gatewayIdentifier: story.gateway.gatewayId,
        targetIdList: [made.targetId ?? ''],
      }),
    )
    await expect(sync).rejects.toMatchObject({
      $metadata: { httpStatusCode: expect.toSatisfy((s: number) => s === 400 || s === 409) },
    })
  })

  test('step 4: list without login, call, consent by -32042, bind as the user, answer as that user', async () => {
    const alice = await userToken(story, 'alice')
    const list = await rpc(story.gateway.gatewayUrl, alice, 'tools/list')
    expect(list.headers.get('content-type')).toContain('application/json')
    expect(list.result?.tools?.map((tool) => tool.name)).toContain('schema-target___whoami')
    const asked = await callTool(story, alice, 'schema-target___whoami')
    expect(asked).toMatchObject({
      status: 200,
      id: 'call',
      error: {
        code: -32042,
        message: 'This request requires more information.',
        data: { elicitations: [{ mode: 'url' }] },
      },
    })
    expect(asked.error?.data?.elicitations?.[0]?.elicitationId).toMatch(/^[0-9a-f-]{36}$/)
    const again = await callTool(story, alice, 'schema-target___whoami')
    expect(linkOf(again)).toBe(linkOf(asked))
    const { sessionUri } = await consent(linkOf(asked), 'alice')
    await complete(story, { userToken: alice }, sessionUri)
    expect((await callTool(story, alice, 'schema-target___whoami')).result?.content?.[0]?.text).toBe('alice')
    // One connection serves all targets with the same provider and scopes.
    expect((await callTool(story, alice, 'github-mcp-server-0a1b___list_notes')).result?.isError).not.toBe(true)
  })

  test('step 4.6: forceAuthentication asks again, and a plain retry succeeds afterwards', async () => {
    const alice = await userToken(story, 'alice')
    const asked = await callTool(story, alice, 'schema-target___whoami', forced)
    const { sessionUri } = await consent(linkOf(asked), 'alice')
    await complete(story, { userToken: alice }, sessionUri)
    expect((await callTool(story, alice, 'schema-target___whoami')).result?.content?.[0]?.text).toBe('alice')
  })

  test('a second user is asked on his own and gets his own answer (I3)', async () => {
    const bob = await userToken(story, 'bob')
    const { sessionUri } = await consent(linkOf(await callTool(story, bob, 'schema-target___whoami')), 'bob')
    await complete(story, { userToken: bob }, sessionUri)
    expect((await callTool(story, bob, 'schema-target___whoami')).result?.content?.[0]?.text).toBe('bob')
    const alice = await userToken(story, 'alice')
    expect((await callTool(story, alice, 'schema-target___whoami')).result?.content?.[0]?.text).toBe('alice')
  })

  test('a denied consent ends at the return URL, and the next call gets a new link (SB-13)', async () => {
    const carol = await userToken(story, 'alice')
    const first = linkOf(await callTool(story, carol, 'schema-target___whoami', forced))
    const { sessionUri } = await consent(first, 'alice', { answer: 'Deny' })
    await expect(complete(story, { userToken: carol }, sessionUri)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
    const second = linkOf(await callTool(story, carol, 'schema-target___whoami'))
    expect(second).not.toBe(first)
    const done = await consent(second, 'alice')
    await complete(story, { userToken: carol }, done.sessionUri)
  })

  test('step 5: clean-up in the notebook’s order and pace', async () => {
    const gatewayIdentifier = story.gateway.gatewayId
    await expect(control().send(new DeleteGatewayCommand({ gatewayIdentifier }))).rejects.toMatchObject({
      name: 'ConflictException',
    })
    const { items = [] } = await control().send(new ListGatewayTargetsCommand({ gatewayIdentifier, maxResults: 100 }))
    expect(items.length).toBeGreaterThan(2)
    for (const { targetId } of items) {
      const gone = await control().send(new DeleteGatewayTargetCommand({ gatewayIdentifier, targetId }))
      expect(gone.$metadata.httpStatusCode).toBe(202)
      await expect(getTarget(story, targetId ?? '')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    }
    expect((await control().send(new DeleteGatewayCommand({ gatewayIdentifier }))).$metadata.httpStatusCode).toBe(202)
    await expect(control().send(new GetGatewayCommand({ gatewayIdentifier }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
    const provider = await control().send(
      new DeleteOauth2CredentialProviderCommand({ name: 'github-mcp-server-provider' }),
    )
    expect(provider.$metadata.httpStatusCode).toBe(204)
    expect([401, 404]).toContain((await rpc(story.gateway.gatewayUrl, 'x.y.z', 'tools/list')).status)
  })

  test('the same clientToken gives the same gateway; the name belongs to one', async () => {
    const input = { name: 'twice', roleArn, authorizerType: 'NONE' as const, clientToken: 'a'.repeat(40) }
    const first = await control().send(new CreateGatewayCommand(input))
    const second = await control().send(new CreateGatewayCommand(input))
    expect(second.gatewayId).toBe(first.gatewayId)
    const taken = control().send(new CreateGatewayCommand({ ...input, clientToken: 'b'.repeat(40) }))
    await expect(taken).rejects.toMatchObject({ name: 'ConflictException' })
  })

  test('no secret of the whole story stands in the log (I1)', () => {
    const output = story.postern.output()
    for (const kind of ['exchange', 'refresh', 'revocation'] as const) {
      for (const { presented } of story.server.ledger.of(kind)) expect(output).not.toContain(presented)
    }
    expect(output).not.toContain('planted-client-secret')
  })

  async function finish(oauth2: { authorizationUrl?: string; userId?: string } | undefined): Promise<void> {
    const { sessionUri } = await consent(oauth2?.authorizationUrl ?? '', 'alice', { person: createPerson() })
    await complete(story, { userId: oauth2?.userId ?? '' }, sessionUri)
  }
})
